import assert from "node:assert/strict";
import { test } from "node:test";
import { failureSample } from "../../../test/support/failure-sample.ts";
import { simulateRun } from "../../../test/support/simulated-run.ts";
import type { Tick, TickRecorder } from "../../stats/index.ts";
import type { EndpointColumns, Point, SeriesColumns } from "../run-history-view.ts";
import type { RunTick, RunView } from "../run-view.ts";
import { RunViewBuilder } from "./run-view-builder.ts";

/** `/a` answers in 10 to 59 ms each second, `/b` fails now and then. */
function usual(recorder: TickRecorder, second: number): void {
  const common = { method: "GET", dueMs: 0, sentMs: 1, bytesReceived: 100, contentBytes: 80, status: 200 };
  for (let i = 0; i < 50; i++) {
    recorder.record({ ...common, name: "/a", outcome: "ok", reason: "", firstByteMs: 8, endMs: 10 + i }, i === 0);
  }
  recorder.started(0, 0.2);
  recorder.loopLag(0.4, 50);
  if (second % 3 !== 0) return;
  recorder.record({ ...common, name: "/b", outcome: "http-error", reason: "status 503", status: 503, endMs: 4 });
  recorder.keepSample(failureSample({ endpoint: "GET /b" }));
  if (second % 2 === 0) recorder.scriptError("exception", "oops", "watch", "at here");
}

/** A view with one tick more, as a page keeps it. */
function applied(view: RunView, tick: RunTick): RunView {
  const { history } = view;
  const length = Math.max(history.length, tick.index + 1);
  const labelOf = ({ method, name }: { method: string; name: string }) => `${method} ${name}`;
  const points = new Map(tick.endpoints.map((point) => [labelOf(point), point]));
  const known = new Set(history.endpoints.map(labelOf));
  const added = tick.endpoints.filter((point) => !known.has(labelOf(point))).map((point) => emptyColumns(point));
  const heat = history.heatmap.columns.slice();
  heat[tick.heatmap.column] = tick.heatmap.cells;
  const merged = <Row>(rows: readonly Row[], changed: readonly Row[], keyOf: (row: Row) => string) => [
    ...new Map([...rows, ...changed].map((row) => [keyOf(row), row])).values(),
  ];
  return {
    ...view,
    state: tick.state,
    seconds: tick.seconds,
    history: {
      ...history,
      length,
      total: extended(history.total, tick.total, tick.index, length),
      endpoints: [...history.endpoints, ...added].map((columns) =>
        extended(columns, points.get(labelOf(columns)) ?? null, tick.index, length),
      ),
      heatmap: { ...history.heatmap, columns: heat },
      marks: [...history.marks, ...tick.marks],
    },
    now: tick.now,
    total: tick.totalRow,
    endpoints: merged(view.endpoints, tick.rows, labelOf),
    failures: merged(view.failures, tick.failures, ({ key }) => key),
    exceptions: merged(view.exceptions, tick.exceptions, ({ key }) => key),
    workers: tick.workers,
    thresholds: tick.thresholds,
  };
}

function emptyColumns({ method, name }: { method: string; name: string }): EndpointColumns {
  const series = { requests: [], failures: [], wrongContent: [], p50Ms: [], p95Ms: [], p99Ms: [], maxMs: [] };
  return { method, name, ...series };
}

function extended<Columns extends SeriesColumns>(
  columns: Columns,
  point: Point<Columns> | null,
  index: number,
  length: number,
): Columns {
  const entries = Object.entries(columns).map(([name, values]: [string, unknown]) => {
    if (!Array.isArray(values)) return [name, values];
    const fill = name.endsWith("Ms") ? null : 0;
    const column: (number | null)[] = Array.from({ length }, (_, i) => (values[i] === undefined ? fill : values[i]));
    column[index] = point === null ? fill : (point as { [name: string]: number | null })[name]!;
    return [name, column];
  });
  return Object.fromEntries(entries) as Columns;
}

/** What is sent to a page that is opened is the view. */
function assertSameJson(builder: RunViewBuilder): void {
  assert.deepEqual(JSON.parse(builder.json()), JSON.parse(JSON.stringify(builder.view())));
}

test("ticks keep a view exactly what a new one would be, from its first second to its end", async () => {
  const builder = new RunViewBuilder();
  let page: RunView | null = null;
  let renewals = 0;
  const renewed = () => {
    renewals++;
    page = builder.view();
  };
  builder.listen({ renewed, tick: (tick) => (page = applied(page!, tick)) });
  const marks = [{ second: 7, kind: "edit", text: "5 users" } as const];
  const after = () => {
    assert.deepEqual(page, builder.view());
    assertSameJson(builder);
  };
  const end = await simulateRun({ observers: [builder], seconds: 30, record: usual, marks, after });
  assert.equal(renewals, 2, "at the start and at the end");
  assert.deepEqual(page, builder.view());
  const view = builder.view()!;
  assert.deepEqual([view.state, view.seconds, view.summary], ["ended", 30, end.summary]);
  assert.deepEqual(
    view.history.marks.map(({ second, kind }) => [second, kind]),
    [
      [7, "edit"],
      [30, "end"],
    ],
  );
});

test("each second has its own percentiles, and a second without requests is a gap", async () => {
  const builder = new RunViewBuilder();
  const record = (recorder: TickRecorder, second: number) => void (second !== 2 && usual(recorder, second));
  await simulateRun({ observers: [builder], seconds: 4, record });
  const { total, endpoints, heatmap } = builder.view()!.history;
  assert.deepEqual(total.p50Ms, [34, 34, null, 34]);
  assert.deepEqual(total.maxMs, [59, 59, null, 59]);
  assert.deepEqual(total.requests, [51, 50, 0, 51]);
  assert.deepEqual(total.firstByteMs.length, 4);
  assert.deepEqual(
    endpoints.map(({ name, requests, p50Ms }) => [name, requests, p50Ms]),
    [
      ["/a", [50, 50, 0, 50], [34, 34, null, 34]],
      ["/b", [1, 0, 0, 1], [null, null, null, null]],
    ],
  );
  const cells = heatmap.columns[0]!;
  assert.equal(
    cells.filter((_, i) => i % 2 === 1).reduce((sum, count) => sum + count),
    50,
  );
  assert.deepEqual(heatmap.columns[2], []);
});

test("a failure row has its samples, count and times; other errors stand apart", async () => {
  const builder = new RunViewBuilder();
  await simulateRun({ observers: [builder], seconds: 30, record: usual });
  const { failures, exceptions } = builder.view()!;
  assert.deepEqual(
    failures.map(({ method, name, outcome, message, count, samples }) => [
      `${method} ${name}`,
      `${outcome}: ${message}`,
      count,
      samples.length,
    ]),
    [["GET /b", "http-error: status 503", 10, 5]],
  );
  assert.deepEqual(
    exceptions.map(({ kind, message, where, count }) => [kind, message, where, count]),
    [["script", "oops", "watch", 5]],
  );
});

test("a threshold stands as it is measured now, and has no verdict before anything is", async () => {
  const builder = new RunViewBuilder();
  const thresholds = ["p99<30ms", "failures<5%", "GET /never: p95<1s"];
  await simulateRun({ observers: [builder], seconds: 2, record: usual, thresholds });
  assert.deepEqual(
    builder.view()!.thresholds.map(({ limit, unit, state }) => [limit, unit, state]),
    [
      [30, "ms", "crossed"],
      [5, "%", "passed"],
      [1, "s", "none"],
    ],
  );
});

test("a reset begins the rows anew and keeps the charts", async () => {
  const builder = new RunViewBuilder();
  const renewed: number[] = [];
  builder.listen({ renewed: () => void renewed.push(builder.view()!.seconds), tick: () => undefined });
  await simulateRun({ observers: [builder], seconds: 10, record: usual, resetBefore: 6 });
  const { total, history } = builder.view()!;
  assert.equal(total.requests, 4 * 50 + 2);
  assert.equal(history.length, 10);
  assert.deepEqual(renewed, [0, 7, 10]);
});

test("beyond two hours the stored seconds are merged by two, with the percentiles of what was merged", async () => {
  const stored: Tick[] = [];
  const storedTicks = async function* () {
    yield* stored;
  };
  const builder = new RunViewBuilder({ storedTicks });
  const keeper = { name: "keeper", tick: (tick: Tick) => void stored.push(tick) };
  const record = (recorder: TickRecorder, second: number) => {
    const endMs = second % 2 === 0 ? 10 : 30;
    const answered = { method: "GET", name: "/a", outcome: "ok", reason: "", dueMs: 0, sentMs: 0, endMs } as const;
    recorder.record({ ...answered, bytesReceived: 10 });
  };
  let renewals = 0;
  builder.listen({ renewed: () => renewals++, tick: () => undefined });
  const pause = (second: number) => (second % 100 === 0 ? new Promise<void>((go) => setImmediate(go)) : undefined);
  await simulateRun({ observers: [keeper, builder], seconds: 7300, record, after: pause });
  await new Promise((go) => setImmediate(go));
  const { history } = builder.view()!;
  assert.deepEqual([history.stepSeconds, history.length], [2, 3650]);
  assert.deepEqual(new Set(history.total.requests), new Set([2]));
  assert.deepEqual(new Set(history.total.p50Ms), new Set([10]));
  assert.deepEqual(new Set(history.total.p99Ms), new Set([30]));
  assert.ok(history.heatmap.columns.length <= 1800);
  const counted = history.heatmap.columns.flatMap((cells) => cells.filter((_, i) => i % 2 === 1));
  assert.equal(
    counted.reduce((sum, count) => sum + count),
    7300,
  );
  assert.ok(renewals >= 4);
  assertSameJson(builder);
});

test("fifty endpoints at most have charts, and a busy newcomer takes the place of the quietest", async () => {
  const builder = new RunViewBuilder();
  const record = (recorder: TickRecorder, second: number) => {
    const answered = {
      method: "GET",
      outcome: "ok",
      reason: "",
      dueMs: 0,
      sentMs: 0,
      endMs: 5,
      bytesReceived: 1,
    } as const;
    for (let i = 0; i < 60; i++) for (let n = 0; n <= i % 10; n++) recorder.record({ ...answered, name: `/${i}` });
    if (second > 2) for (let n = 0; n < 40; n++) recorder.record({ ...answered, name: "/late" });
  };
  await simulateRun({ observers: [builder], seconds: 8, record });
  assertSameJson(builder);
  const { history, endpoints } = builder.view()!;
  assert.equal(history.endpoints.length, 50);
  assert.equal(endpoints.length, 61);
  const late = history.endpoints.find(({ name }) => name === "/late")!;
  assert.deepEqual(late.requests, [0, 0, 0, 40, 40, 40, 40, 40]);
});
