import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { RunStatistics, TickRecorder } from "../stats/index.ts";
import { parseThreshold } from "./threshold.ts";
import { ThresholdWatch, type WatchedPlan } from "./threshold-watch.ts";

interface Second {
  readonly requests?: number;
  readonly failed?: number;
  readonly ms?: number;
  readonly name?: string;
  /** How much of the second the worker was at work. */
  readonly elapsedMs?: number;
}

const quiet: Second = { requests: 10, ms: 10 };
const slow: Second = { requests: 10, ms: 500 };
const idle: Second = { requests: 0 };
const endless: WatchedPlan = { steps: [], endMs: Number.POSITIVE_INFINITY };

function watched(expression: string, seconds: readonly Second[], plan = endless) {
  const threshold = parseThreshold(expression);
  const watch = new ThresholdWatch([threshold], plan);
  const recorder = new TickRecorder("0", new VirtualClock());
  const statistics = new RunStatistics();
  for (const [second, { requests = 10, failed = 0, ms = 10, name = "/x", elapsedMs = 1000 }] of seconds.entries()) {
    const request = { method: "GET", name, reason: "", dueMs: 0, sentMs: 0, endMs: ms, bytesReceived: 1 };
    for (let i = 0; i < requests; i++) recorder.record({ ...request, outcome: i < failed ? "timeout" : "ok" });
    recorder.setFacts({ users: 1, cpuMs: 0, elapsedMs, rssBytes: 1 });
    const tick = recorder.take(second);
    statistics.add(tick);
    watch.add(tick, statistics);
  }
  const { observed, passed, abortedAtSecond } = watch.resultOf(threshold, statistics, seconds.length);
  return { observed, passed, abortedAtSecond };
}

const runs: readonly (readonly [
  title: string,
  expression: string,
  seconds: readonly Second[],
  observed: unknown,
  passed: boolean,
  plan?: WatchedPlan,
])[] = [
  [
    "the worst window counts, though the run as a whole is well",
    "p50[2s]<300ms",
    [quiet, quiet, slow, slow, quiet, quiet, quiet],
    500,
    false,
  ],
  ["a slow second is lost in a longer window", "p50[4s]<300ms", [quiet, quiet, slow, quiet, quiet], 10.007, true],
  ["a share is one of the window", "failures[2s]<20%", [quiet, { failed: 5 }, { failed: 5 }, quiet], 50, false],
  ["a lower limit takes the lowest window", "rps[2s]>6", [quiet, quiet, { requests: 1 }, quiet], 5.5, false],
  ["a window without a request has a rate of 0", "rps[2s]>6", [quiet, quiet, idle, idle, quiet], 0, false],
  ["a rate of what was never asked for has no samples", "GET /y: rps[1s]<5", [quiet, quiet], null, false],
  ["a latency without samples does not pass", "GET /y: p99[1s]<5ms", [quiet, quiet], null, false],
  ["a stretch without samples is no crossing of a latency", "p99[1s]<50ms", [quiet, idle, quiet], 10, true],
  ["a run shorter than the window is one window", "p99[60s]<300ms", [quiet, slow], 500, false],
  [
    "the second that the end cuts short is none for a rate",
    "rps[2s]>6",
    [quiet, quiet, { requests: 1, elapsedMs: 80 }],
    10,
    true,
  ],
  [
    "the seconds after the planned end are none for a rate",
    "rps[2s]>6",
    [quiet, quiet, idle],
    10,
    true,
    { steps: [], endMs: 2000 },
  ],
  [
    "a late answer after the planned end counts as a latency",
    "max[1s]<300ms",
    [quiet, quiet, slow],
    500,
    false,
    { steps: [], endMs: 2000 },
  ],
  ["an endpoint has its own windows", "GET /y: p99[1s]<300ms", [slow, { name: "/y" }, slow], 10, true],
  [
    "the first window that misses an exact number counts",
    "timeout[1s]==0",
    [quiet, { failed: 2 }, { failed: 3 }],
    2,
    false,
  ],
];

for (const [title, expression, seconds, observed, passed, plan] of runs) {
  test(`${title}: ${expression} ${passed ? "passes" : "fails"}`, () => {
    const result = watched(expression, seconds, plan);
    assert.deepEqual([result.observed, result.passed], [observed, passed]);
  });
}

const steps = [
  { name: "warm", startMs: 0, endMs: 2000 },
  { name: "peak", startMs: 2000, endMs: 4000 },
];
const stepped: WatchedPlan = { steps, endMs: 4000 };

test("a threshold of a step looks at the seconds of that step only, by name or by number", () => {
  const seconds = [quiet, quiet, slow, slow, quiet];
  assert.deepEqual(watched("p99{warm}<300ms", seconds, stepped).observed, 10);
  assert.deepEqual(watched("p99{2}<300ms", seconds, stepped).observed, 500);
  assert.deepEqual(watched("rps{step 2}>5", seconds, stepped).observed, 10);
  assert.deepEqual(watched("p99{peak}<300ms", [quiet, quiet], stepped), {
    observed: null,
    passed: false,
    abortedAtSecond: undefined,
  });
});

test("a step that the run does not have is refused, and the hint names those it has", () => {
  const make = (plan: WatchedPlan) => new ThresholdWatch([parseThreshold("p99{step 3}<1s")], plan);
  assert.throws(() => make(stepped), { code: "PICKUP_THRESHOLD_INVALID", hint: /"warm", "peak"/ });
  assert.throws(() => make(endless), { code: "PICKUP_THRESHOLD_INVALID", hint: /no steps/ });
});

test("a crossed threshold ends the run at once, and what it measured then stands", () => {
  const calm = { requests: 1000, ms: 10 };
  const { passed, observed, abortedAtSecond } = watched("p99<300ms abort", [quiet, slow, calm, calm]);
  assert.deepEqual([passed, observed, abortedAtSecond], [false, 500, 2]);
});

test("within its grace a threshold ends nothing, after it what is crossed then does", () => {
  assert.equal(watched("p99<300ms abort after 5s", [slow, slow, quiet]).abortedAtSecond, undefined);
  assert.equal(watched("p99<300ms abort after 3s", [slow, slow, quiet]).abortedAtSecond, 3);
  assert.equal(watched("failures<1% abort after 2s", [{ failed: 1 }, { requests: 1000 }]).abortedAtSecond, undefined);
});

test("a threshold without samples yet does not end the run", () => {
  assert.equal(watched("p99<300ms abort", [idle, idle, quiet]).abortedAtSecond, undefined);
});

test("without abort a crossed threshold ends nothing", () => {
  assert.equal(watched("p99<300ms", [slow, slow]).abortedAtSecond, undefined);
});
