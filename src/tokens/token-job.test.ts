import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { tokenJob } from "./token-job.ts";

const input = {
  config: null,
  settings: { kind: "none" },
  connect: { tls: {} },
  concurrency: 2,
} as const;
const dataset = { idOf: (user: number) => `user-${user}` };

function jobOn(clock: VirtualClock, rows: readonly number[]) {
  const share = { parts: [{ part: 0, rows }], ratePerSecond: Infinity, concurrency: 2 };
  return tokenJob(() => dataset)({ input, share, worker: 0, id: "one", clock });
}

const usersOf = ({ tokens }: { readonly tokens: readonly (readonly [number, unknown])[] }) =>
  tokens.map(([user]) => user);

test("a worker reports each token once, and gives a part up when what it fetched of it is reported", async () => {
  const clock = new VirtualClock();
  const job = await jobOn(clock, [0, 3, 5, 6]);
  const running = job.run(0);
  await clock.advance(1);
  const events: string[] = [];
  const given = Promise.resolve(job.retarget!({ parts: [], ratePerSecond: 0, concurrency: 1 }));
  const told = given.then(() => events.push("given up"));
  await clock.advance(1);
  events.push("reported");
  assert.deepEqual(usersOf(job.report(0)), [0, 1, 2, 5]);
  await told;
  assert.deepEqual(events, ["reported", "given up"]);
  assert.deepEqual(usersOf(job.report(1)), []);
  job.stop(0);
  await running;
});

test("a worker without a part for a minute ends its work", async () => {
  const clock = new VirtualClock();
  const job = await jobOn(clock, [0, 1]);
  let isOver = false;
  const running = job.run(0).then(() => (isOver = true));
  await clock.advance(59_000);
  assert.ok(!isOver);
  await clock.advance(2000);
  await running;
  assert.ok(isOver);
});
