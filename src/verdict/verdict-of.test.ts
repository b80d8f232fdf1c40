import assert from "node:assert/strict";
import { test } from "node:test";
import { KitError, type Outcome, VirtualClock } from "../ground/index.ts";
import { RunStatistics, TickRecorder } from "../stats/index.ts";
import { healthyGenerator } from "./generator-health.ts";
import { parseThreshold } from "./threshold.ts";
import { type VerdictFacts, verdictOf } from "./verdict-of.ts";

interface Happened {
  /** How many requests ended how, by endpoint name. */
  readonly requests?: { readonly [name: string]: { readonly [Key in Outcome]?: number } };
  readonly latencyMs?: number;
  readonly scriptErrors?: number;
  readonly missedStarts?: number;
  readonly tasksWithoutToken?: number;
  readonly starts?: number;
}

const noToken = new KitError("PICKUP_TOKEN_MISSING", "no token", { exitCode: 4 });

function statisticsOf({ requests = {}, latencyMs = 10, scriptErrors = 0, ...more }: Happened): RunStatistics {
  const recorder = new TickRecorder("0", new VirtualClock());
  for (const [name, outcomes] of Object.entries(requests)) {
    for (const [outcome, count] of Object.entries(outcomes)) {
      const times = { dueMs: 0, sentMs: 0, endMs: latencyMs, bytesReceived: 1 };
      const request = { method: "GET", name, outcome: outcome as Outcome, reason: outcome, ...times };
      for (let i = 0; i < count; i++) recorder.record(request);
    }
  }
  for (let i = 0; i < scriptErrors; i++) recorder.scriptError("TypeError", "x is not a function", "task");
  for (let i = 0; i < (more.starts ?? 0); i++) recorder.started(0, 0);
  recorder.missed(more.missedStarts ?? 0);
  for (let i = 0; i < (more.tasksWithoutToken ?? 0); i++) recorder.withoutToken(noToken);
  const statistics = new RunStatistics();
  statistics.add(recorder.take(0));
  return statistics;
}

function judge(happened: Happened, thresholds: readonly string[] = [], more: Partial<VerdictFacts> = {}) {
  return verdictOf({
    statistics: statisticsOf(happened),
    durationSeconds: 10,
    thresholds: thresholds.map(parseThreshold),
    generator: healthyGenerator,
    interruptedBy: null,
    ...more,
  });
}

const allOk = { requests: { "/x": { ok: 100 } } };
const oneHttpError = { requests: { "/x": { ok: 99, "http-error": 1 } } };
const oneWrong = { requests: { "/x": { ok: 99, "wrong-content": 1 } } };
const oneLeak = { requests: { "/x": { ok: 99, leak: 1 } } };
const saturated = { generator: { saturated: true, reasons: ["The generator was late."], isOnlyLate: true } };
const interrupted = { interruptedBy: "SIGINT" } as const;

const cases: readonly (readonly [
  title: string,
  verdict: string,
  exitCode: number,
  happened: Happened,
  thresholds?: readonly string[],
  more?: Partial<VerdictFacts>,
])[] = [
  ["all requests ok", "passed", 0, allOk],
  ["all requests ok and all thresholds kept", "passed", 0, allOk, ["p99<300ms", "failures<1%", "rps>5"]],
  ["not one request", "failed", 3, {}],
  ["one failed request and no threshold", "failed", 3, oneHttpError],
  ["failures below their limit", "passed", 0, oneHttpError, ["failures<=1%"]],
  ["failures below the limit for their outcome", "passed", 0, oneHttpError, ["http-error<2"]],
  ["failures at an endpoint that has its own limit", "passed", 0, oneHttpError, ["GET /x: failures<5%"]],
  [
    "failures while another endpoint has the limit",
    "failed",
    3,
    { requests: { "/x": { "http-error": 1 }, "/y": { ok: 1 } } },
    ["GET /y: failures<5%"],
  ],
  ["failures while only latency is limited", "failed", 3, oneHttpError, ["p99<300ms"]],
  ["failures with a lower limit, which excuses nothing", "failed", 3, oneHttpError, ["failures>0"]],
  ["failures with a limit on another outcome", "failed", 3, oneHttpError, ["timeout==0"]],
  [
    "failures exactly at a limit that floating point would overshoot",
    "passed",
    0,
    { requests: { "/x": { ok: 93, timeout: 7 } } },
    ["failures<=7%"],
  ],
  ["failures above their limit", "failed", 99, oneHttpError, ["failures<1%"]],
  ["wrong answers with a limit on failures only", "failed", 3, oneWrong, ["failures<5%"]],
  ["wrong answers below their own limit", "passed", 0, oneWrong, ["wrong-content<5%"]],
  ["wrong answers above their limit", "failed", 99, oneWrong, ["wrong-content==0"]],
  ["a threshold without samples", "failed", 99, allOk, ["GET /elsewhere: p95<200ms"]],
  [
    "a latency limit when nothing but fast failures happened",
    "failed",
    99,
    { requests: { "/x": { "http-error": 5 } } },
    ["p99<300ms"],
  ],
  ["a share of nothing", "failed", 99, allOk, ["missed-starts<1%"]],
  ["an error of the test's own code", "failed", 3, { ...allOk, scriptErrors: 1 }],
  [
    "an error of the test's own code with a limit on failures only",
    "failed",
    3,
    { ...allOk, scriptErrors: 1 },
    ["failures<5%"],
  ],
  ["errors of the test's own code below their limit", "passed", 0, { ...allOk, scriptErrors: 1 }, ["script-errors<2"]],
  ["a missed start", "failed", 3, { ...allOk, missedStarts: 1, starts: 999 }],
  ["missed starts below their limit", "passed", 0, { ...allOk, missedStarts: 1, starts: 999 }, ["missed-starts<0.5%"]],
  ["a saturated generator", "invalid", 98, allOk, [], saturated],
  ["a saturated generator and a crossed threshold", "invalid", 98, oneHttpError, ["failures<1%"], saturated],
  ["a leak, whatever else", "failed", 97, oneLeak, ["failures<5%", "p99<1ms"], { ...saturated, ...interrupted }],
  ["a leak with a limit on it", "failed", 97, oneLeak, ["leak<5"]],
  ["an answer that held somebody else's entry", "failed", 97, oneWrong, ["wrong-content<5"], { foreignAnswers: 1 }],
  ["tasks without a token", "failed", 4, { ...allOk, tasksWithoutToken: 3 }],
  ["failures and tasks without a token", "failed", 3, { ...oneHttpError, tasksWithoutToken: 3 }],
  ["Ctrl+C in a run without failures", "interrupted", 130, allOk, ["failures<1%"], interrupted],
  ["SIGTERM", "interrupted", 143, allOk, [], { interruptedBy: "SIGTERM" }],
  ["Ctrl+C before the first request", "interrupted", 130, {}, [], interrupted],
  ["Ctrl+C in a run with failures", "failed", 3, oneHttpError, [], interrupted],
  ["Ctrl+C in a run with a crossed threshold", "failed", 99, oneHttpError, ["failures<1%"], interrupted],
];

for (const [title, verdict, exitCode, happened, thresholds, more] of cases) {
  test(`${title}: ${verdict}, exit code ${exitCode}`, () => {
    const result = judge(happened, thresholds, more);
    assert.deepEqual([result.verdict, result.exitCode], [verdict, exitCode]);
    assert.equal(result.reasons.length === 0, verdict === "passed");
  });
}

test("a threshold's result is in the unit of its expression", () => {
  const { thresholds } = judge({ requests: { "/x": { ok: 199, timeout: 1 } }, latencyMs: 250 }, [
    "p99<300ms",
    "p99<0.3s",
    "failures<1%",
    "timeout<2",
    "rps>5",
    "requests>=200",
    "GET /y: p99<1ms",
  ]);
  assert.deepEqual(
    thresholds.map(({ observed, passed }) => [observed, passed]),
    [
      [250, true],
      [0.25, true],
      [0.5, true],
      [1, true],
      [20, true],
      [200, true],
      [null, false],
    ],
  );
});

test("the reasons say what happened, the deciding one first", () => {
  const { reasons } = judge({ requests: { "/x": { ok: 97, "http-error": 2, "wrong-content": 1 } } }, ["p99<1ms"]);
  assert.deepEqual(reasons, [
    "Threshold p99<1ms crossed: measured 10ms.",
    "2 requests of 100 ended as http-error.",
    "1 request of 100 ended as wrong-content.",
  ]);
});
