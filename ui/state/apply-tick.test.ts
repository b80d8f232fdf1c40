import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulatedView } from "../../test/support/simulated-view.ts";
import { applyMessage } from "./apply-message.ts";
import { applyLog, applyTick } from "./apply-tick.ts";

/** As it arrives in another browser. */
const copyOf = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

test("a page that joins late and one that saw every second know the same", () => {
  const run = new SimulatedView().run(40);
  let late = copyOf(run.view);
  for (let second = 0; second < 20; second++) late = applyTick(late, copyOf(run.tick()));
  assert.deepEqual(late, copyOf(run.view));
});

test("the same index again replaces what stood there", () => {
  const run = new SimulatedView().run(10);
  const tick = run.tick();
  const again = applyTick(run.view, { ...tick, total: { ...tick.total, requests: 4711 } });
  assert.equal(again.history.length, 11);
  assert.equal(again.history.total.requests[10], 4711);
});

test("an endpoint without requests in a second has none then, and no latency", () => {
  const run = new SimulatedView().run(5);
  const tick = run.tick();
  const view = applyTick(run.view, { ...tick, index: 6, endpoints: tick.endpoints.slice(1) });
  const [quiet] = view.history.endpoints;
  assert.deepEqual([quiet!.requests[6], quiet!.failures[6], quiet!.p50Ms[6]], [0, 0, null]);
});

test("an endpoint that comes later has a gap before it", () => {
  const run = new SimulatedView().run(3);
  const tick = run.tick();
  const newcomer = { ...tick.endpoints[0]!, method: "PUT", name: "/late" };
  const view = applyTick(run.view, { ...tick, index: 4, endpoints: [newcomer] });
  const columns = view.history.endpoints.at(-1)!;
  assert.equal(columns.name, "/late");
  assert.deepEqual(columns.p95Ms.slice(0, 4), [null, null, null, null]);
  assert.equal(columns.p95Ms[4], newcomer.p95Ms);
});

test("rows that did not change stay the very same", () => {
  const run = new SimulatedView().run(10);
  const before = run.view;
  const tick = run.tick();
  const after = applyTick(before, { ...tick, rows: [tick.rows[1]!], failures: [] });
  assert.equal(after.endpoints[0], before.endpoints[0]);
  assert.notEqual(after.endpoints[1], before.endpoints[1]);
  assert.equal(after.failures, before.failures);
});

test("the log keeps its last 500 lines", () => {
  const run = new SimulatedView();
  const lines = Array.from({ length: 600 }, (_, atMs) => ({ atMs, level: "info", text: `line ${atMs}` }) as const);
  const { log } = applyLog(run.view, lines);
  assert.deepEqual([log.length, log[0]!.atMs, log.at(-1)!.atMs], [500, 100, 599]);
});

test("a tick of another run changes nothing", () => {
  const run = new SimulatedView().run(2);
  const { view } = run;
  const tick = copyOf(run.tick());
  assert.equal(applyMessage(view, { version: 1, seq: 1, sentAtMs: 0, type: "tick", run: "other", tick }), view);
});

test("a change of state is seen between ticks", () => {
  const { view } = new SimulatedView().run(2);
  const failure = { code: "PICKUP_X", message: "no", hint: null };
  const message = {
    version: 1,
    seq: 1,
    sentAtMs: 0,
    type: "state",
    run: view.run.id,
    state: "failed",
    failure,
  } as const;
  assert.deepEqual(applyMessage(view, message)?.failure, failure);
});
