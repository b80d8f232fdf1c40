import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { type Outcome, outcomes, VirtualClock } from "../ground/index.ts";
import { latencyOf } from "./latency.ts";
import { limits } from "./limits.ts";
import { mergeTicks } from "./merge-ticks.ts";
import { RunStatistics } from "./run-statistics.ts";
import { tickFromRecord, tickRecordOf } from "./tick-record.ts";
import { TickRecorder } from "./tick-recorder.ts";
import type { Tick } from "./tick.ts";

const answered = { method: "GET", name: "/a", outcome: "ok", reason: "", bytesReceived: 1 } as const;
const times = { dueMs: 0, sentMs: 0, endMs: 1 };

interface Event {
  readonly second: number;
  readonly name: string;
  readonly outcome: Outcome;
  readonly latencyMs: number;
}

const events = fc.array(
  fc.record({
    second: fc.nat(4),
    name: fc.constantFrom("/a", "/b", "/c"),
    outcome: fc.constantFrom(...outcomes),
    latencyMs: fc.double({ min: 0, max: 6000, noNaN: true }),
  }),
  { maxLength: 200 },
);

/** The statistics of a run in which the events were dealt out to a number of workers. */
function run(all: readonly Event[], workers: number, wire: (tick: Tick) => Tick = (tick) => tick): RunStatistics {
  const clock = new VirtualClock();
  const recorders = Array.from({ length: workers }, (_, worker) => new TickRecorder(String(worker), clock));
  const statistics = new RunStatistics();
  for (let second = 0; second < 5; second++) {
    for (const [i, { name, outcome, latencyMs }] of all.filter((event) => event.second === second).entries()) {
      const sent = { dueMs: 1, sentMs: 2, endMs: 1 + latencyMs };
      recorders[i % workers]!.record({ ...answered, ...sent, name, outcome, reason: outcome });
      recorders[i % workers]!.started(0, latencyMs / 1000);
    }
    statistics.add(mergeTicks(recorders.map((recorder) => wire(recorder.take(second)))));
  }
  return statistics;
}

/** Everything a summary is made from, in an order that does not depend on who came first. */
function figuresOf({ total, endpoints, errors, lateness }: RunStatistics): unknown {
  const rows = [total, ...endpoints.toSorted((a, b) => a.name.localeCompare(b.name))].map((row) => ({
    name: row.name,
    requests: row.requests,
    bytes: row.bytesReceived,
    outcomes: row.outcomes,
    latencies: [row.intended, row.service, row.failure].map((histogram) => [
      latencyOf(histogram),
      histogram.toSparse(),
    ]),
  }));
  const counts = errors.map(({ code, endpoint, count }) => `${code} ${endpoint} ${count}`).toSorted();
  return { rows, counts, lateness: latencyOf(lateness) };
}

test("however requests are dealt out to workers, the figures are the same", () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 2, max: 6 }), (all, workers) => {
      assert.deepEqual(figuresOf(run(all, workers)), figuresOf(run(all, 1)));
    }),
    { numRuns: 50 },
  );
});

test("the ticks as JSON lines give the same figures again", () => {
  fc.assert(
    fc.property(events, (all) => {
      const viaDisk = (tick: Tick) => tickFromRecord(JSON.parse(JSON.stringify(tickRecordOf(tick))));
      assert.deepEqual(figuresOf(run(all, 2, viaDisk)), figuresOf(run(all, 2)));
    }),
    { numRuns: 50 },
  );
});

test("the total is the sum of the endpoints and of the outcomes", () => {
  fc.assert(
    fc.property(events, (all) => {
      const { total, endpoints } = run(all, 3);
      assert.equal(total.requests, all.length);
      assert.equal(
        endpoints.reduce((sum, { requests }) => sum + requests, 0),
        all.length,
      );
      assert.equal(total.failures, all.filter(({ outcome }) => outcome !== "ok").length);
      assert.equal(total.intended.count + total.failure.count, all.length);
    }),
    { numRuns: 50 },
  );
});

test("endpoint names beyond the limit are folded into one row with a warning", () => {
  const statistics = new RunStatistics();
  const recorder = new TickRecorder("0", new VirtualClock());
  for (let i = 0; i < limits.endpoints; i++) recorder.record({ ...answered, ...times, name: `/a/${i}` });
  statistics.add(recorder.take(0));
  assert.deepEqual(statistics.warnings, []);
  const another = new TickRecorder("1", new VirtualClock());
  for (let i = 0; i < 20; i++) another.record({ ...answered, ...times, name: `/b/${i}` });
  statistics.add(another.take(0));
  assert.equal(statistics.endpoints.length, limits.endpoints + 1);
  assert.equal(statistics.endpoints.find(({ name }) => name === "other")?.requests, 20);
  assert.match(statistics.warnings.join(), /More than 500 endpoint names/);
});

test("current rates look back ten seconds, and a young run is divided by its own age", () => {
  const statistics = new RunStatistics();
  const recorder = new TickRecorder("0", new VirtualClock());
  const rates: number[] = [];
  for (let second = 0; second < 30; second++) {
    const requests = second < 12 ? 10 : 0;
    for (let i = 0; i < requests; i++) recorder.record({ ...answered, ...times });
    statistics.add(recorder.take(second));
    rates.push(statistics.current.requestsPerSecond);
  }
  assert.deepEqual([rates[0], rates[4], rates[11], rates[15], rates[20], rates[29]], [10, 10, 10, 6, 1, 0]);
});

test("a worker's seconds at full speed are counted for that worker alone", () => {
  const statistics = new RunStatistics();
  const recorders = ["0", "1"].map((name) => new TickRecorder(name, new VirtualClock()));
  for (let second = 0; second < 4; second++) {
    recorders[0]!.setFacts({ users: 3, cpuMs: second < 3 ? 990 : 100, elapsedMs: 1000, rssBytes: 100 + second });
    recorders[1]!.setFacts({ users: 4, cpuMs: 10, elapsedMs: 1000, rssBytes: 50 });
    statistics.add(mergeTicks(recorders.map((recorder) => recorder.take(second))));
  }
  assert.deepEqual(
    statistics.workers.map(({ worker, users, seconds, saturatedSeconds }) => [
      worker,
      users,
      seconds,
      saturatedSeconds,
    ]),
    [
      ["0", 3, 4, 3],
      ["1", 4, 4, 0],
    ],
  );
  assert.deepEqual([statistics.users, statistics.cpuMs, statistics.peakRssBytes], [7, 3110, 103]);
});

test("no ticks merge into an empty one", () => {
  const tick = mergeTicks([]);
  assert.deepEqual([tick.users, tick.endpoints, tick.lateness.indexes.length], [0, [], 0]);
});

test("a user's first request is told from its later ones, and counters of all workers add up", () => {
  const statistics = new RunStatistics();
  for (const second of [0, 1]) {
    const recorders = [0, 1].map((worker) => new TickRecorder(String(worker), new VirtualClock()));
    for (const recorder of recorders) {
      const usual = { method: "GET", name: "/x", outcome: "ok", reason: "", dueMs: 0, sentMs: 0, bytesReceived: 0 };
      recorder.record({ ...usual, outcome: "ok", endMs: 80 }, second === 0);
      recorder.record({ ...usual, outcome: "ok", endMs: 2 });
      recorder.count("titles", 5);
    }
    statistics.add(mergeTicks(recorders.map((recorder) => recorder.take(second))));
  }
  const [endpoint] = statistics.endpoints;
  assert.deepEqual([endpoint!.cold.count, endpoint!.cold.min], [2, 80_000]);
  assert.deepEqual([endpoint!.warm.count, endpoint!.warm.min], [6, 2000]);
  assert.equal(statistics.total.warm.count, 6);
  assert.deepEqual(statistics.counters, { titles: 20 });
});

test("an hour takes no more memory than its first ten minutes, whatever the script names", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const statistics = new RunStatistics();
  const recorder = new TickRecorder("0", new VirtualClock());
  const heapAt = async (second: number) => {
    // The memory of buffers is given back a turn after they were collected.
    for (let round = 0; round < 3; round++) {
      collect();
      await setImmediate();
    }
    assert.equal(statistics.second, second);
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  };
  let [early, late] = [0, 0];
  for (let second = 0; second <= 3600; second++) {
    for (let i = 0; i < 10; i++) {
      const [name, reason] = [`/page/${(second * 7 + i) % 700}`, `reason ${second} ${i}`];
      const sent = { dueMs: 0, sentMs: 1, endMs: 2 + ((second * 31 + i) % 5000) };
      recorder.record({ ...answered, ...sent, name, outcome: i % 4 === 0 ? "http-error" : "ok", reason });
      recorder.count(reason, 1);
      recorder.started(0, i);
    }
    const asked = { request: "GET /a", requestHeaders: [], responseHeaders: [], status: 500, bodyExcerpt: "" };
    const kept = {
      ...asked,
      endpoint: "GET /a",
      userId: "u",
      difference: null,
      traceId: null,
      latencyMs: 1,
      seenMs: 0,
    };
    recorder.keepSample({ ...kept, outcome: "http-error", reason: `reason ${second}` });
    statistics.add(recorder.take(second));
    if (second === 600) early = await heapAt(second);
    if (second === 3600) late = await heapAt(second);
  }
  assert.ok(late - early < 1_000_000, `${late - early} bytes more`);
  assert.equal(statistics.endpoints.length, limits.endpoints + 1);
  assert.equal(statistics.total.requests, 10 * 3601);
});
