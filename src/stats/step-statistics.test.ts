import assert from "node:assert/strict";
import { test } from "node:test";
import { type Outcome, VirtualClock } from "../ground/index.ts";
import { RunStatistics } from "./run-statistics.ts";
import { StepStatistics } from "./step-statistics.ts";
import { TickRecorder } from "./tick-recorder.ts";
import { warmUpTick } from "./warm-up.ts";

/** A second in which requests took so many milliseconds each. */
function second(number: number, latenciesMs: readonly number[], outcome: Outcome = "ok") {
  const recorder = new TickRecorder("1", new VirtualClock());
  for (const latencyMs of latenciesMs) {
    const times = { dueMs: 0, sentMs: 0, firstByteMs: latencyMs, endMs: latencyMs };
    recorder.record({ method: "GET", name: "/x", outcome, reason: "it was", bytesReceived: 10, ...times });
  }
  recorder.started(0, 50);
  recorder.missed(3);
  recorder.setFacts({ users: 7, cpuMs: 990, elapsedMs: 1000, rssBytes: 5000 });
  return recorder.take(number);
}

const spans = [
  { name: "10 users", target: 10, startMs: 0, endMs: 2000 },
  { name: "20 users", target: 20, startMs: 2000, endMs: 4000 },
  { name: "30 users", target: 30, startMs: 4000, endMs: 6000 },
];

test("each step has the requests that ended in it, and what ends after the last belongs to none", () => {
  const steps = new StepStatistics(spans);
  for (const tick of [second(0, [1]), second(1, [2, 3]), second(2, [8]), second(3, []), second(3, [9])])
    steps.add(tick);
  assert.deepEqual(
    steps.results.map(({ name, target, durationSeconds, statistics }) => [
      name,
      target,
      durationSeconds,
      statistics.requests,
    ]),
    [
      ["10 users", 10, 2, 3],
      ["20 users", 20, 2, 2],
    ],
  );
  steps.add(second(5, [1]));
  steps.add(second(6, [1, 1]));
  assert.equal(steps.results[2]!.statistics.requests, 1);
});

test("a second of the warm-up tells who runs and nothing that was measured", () => {
  const statistics = new RunStatistics();
  statistics.add(warmUpTick(second(0, [100, 200], "timeout")));
  assert.deepEqual([statistics.second, statistics.users, statistics.total.requests], [0, 7, 0]);
  assert.deepEqual([statistics.missedStarts, statistics.lateness.count, statistics.errors.length], [0, 0, 0]);
  assert.deepEqual(
    statistics.workers.map(({ users, cpuMs, seconds }) => [users, cpuMs, seconds]),
    [[7, 0, 0]],
  );
});

test("a leak in the warm-up is still a leak", () => {
  const statistics = new RunStatistics();
  statistics.add(warmUpTick(second(0, [100, 200], "leak")));
  assert.deepEqual([statistics.total.outcomes.leak, statistics.errors[0]?.count], [2, 2]);
  assert.equal(statistics.total.intended.count, 0);
});
