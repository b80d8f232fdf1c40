import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { KitError, type Outcome, outcomes, VirtualClock } from "../ground/index.ts";
import { mergeTicks, RunStatistics, TickRecorder } from "../stats/index.ts";
import { type GeneratorHealth, healthyGenerator, parseThreshold, verdictOf } from "../verdict/index.ts";
import { summaryOf } from "./summary-of.ts";
import type { Summary } from "./summary.ts";

const startedAtMs = Date.UTC(2026, 10, 23, 22, 15, 3);
const run = { id: "2026-11-23T22-15-03-ab12", startedAtMs, users: 20, workers: 2, host: "http://127.0.0.1:8080" };

function recorders(count: number): TickRecorder[] {
  return Array.from({ length: count }, (_, worker) => new TickRecorder(String(worker), new VirtualClock(startedAtMs)));
}

const losses = [
  { id: "1", atSeconds: 4 },
  { id: "never-reported", atSeconds: 5 },
];

function summary(
  of: readonly TickRecorder[],
  thresholds: readonly string[] = [],
  generator: GeneratorHealth = healthyGenerator,
): Summary {
  const statistics = new RunStatistics();
  statistics.add(mergeTicks(of.map((recorder) => recorder.take(0))));
  const limits = thresholds.map(parseThreshold);
  const verdict = verdictOf({ statistics, durationSeconds: 10, thresholds: limits, generator, interruptedBy: null });
  return summaryOf({ run, statistics, durationSeconds: 10, verdict, generator, losses });
}

test("a summary has every field of schema 1", () => {
  const [first, second] = recorders(2);
  const usual = { method: "GET", name: "/x", reason: "", bytesReceived: 50, dueMs: 0, sentMs: 1, endMs: 3 } as const;
  first!.record({ ...usual, outcome: "ok", status: 200, firstByteMs: 3 }, true);
  second!.repeated();
  second!.record({ ...usual, outcome: "connection-error", reason: "ECONNRESET" });
  first!.count("titles", 12);
  second!.count("titles", 8);
  first!.tokens.fetched(4);
  second!.tokens.failed(new KitError("PICKUP_TOKEN_REFUSED", "answered 500"));
  first!.started(0, 1);
  second!.started(0, 6);
  first!.loopLag(2);
  second!.cut(3);
  second!.missed(1);
  first!.setFacts({
    users: 11,
    cpuMs: 300,
    coreWaitMs: 250,
    elapsedMs: 1000,
    rssBytes: 5000,
    gcMs: 3.5,
    gcLongestMs: 3,
    openFiles: 30,
    openFilesLimit: 1024,
    sockets: 12,
    closingSockets: 5,
    localPortsLimit: 28_232,
  });
  second!.setFacts({
    users: 9,
    cpuMs: 200,
    elapsedMs: 1000,
    rssBytes: 4000,
    gcMs: 4,
    gcLongestMs: 4,
    openFiles: 29,
    openFilesLimit: 1024,
    sockets: 8,
    closingSockets: 6,
    localPortsLimit: 28_232,
  });
  const even = (ms: number) => ({
    min: ms,
    mean: ms,
    p50: ms,
    p75: ms,
    p90: ms,
    p95: ms,
    p99: ms,
    p99_9: ms,
    max: ms,
  });
  const none = { ok: 0, "http-error": 0, "check-failed": 0, "wrong-content": 0, timeout: 0, "connection-error": 0 };
  const stats = {
    requests: 2,
    failures: 1,
    requestsPerSecond: 0.2,
    bytesReceived: 100,
    outcomes: { ...none, leak: 0, ok: 1, "connection-error": 1 },
    latencyMs: even(3),
    serviceMs: even(2),
    failureMs: even(3),
    coldMs: even(3),
    warmMs: null,
  };
  const phasesMs = {
    wait: even(1),
    dns: null,
    connect: null,
    tls: null,
    send: even(0),
    firstByte: even(2),
    download: even(0),
  };
  const late = { saturated: true, reasons: ["The generator was late."], isOnlyLate: true };
  const lateness = { min: 1, mean: 3.5, p50: 1, p75: 6, p90: 6, p95: 6, p99: 6, p99_9: 6, max: 6 };
  assert.deepEqual(summary([first!, second!], ["p99<300ms", "failures<=50%", "missed-starts<50%"], late), {
    schema: 1,
    verdict: "invalid",
    reasons: ["The generator was late."],
    run: {
      id: run.id,
      startedAt: "2026-11-23T22:15:03.000Z",
      durationSeconds: 10,
      users: 20,
      workers: 2,
      host: run.host,
      insecure: false,
    },
    total: stats,
    endpoints: [{ method: "GET", name: "/x", ...stats, phasesMs }],
    errors: [
      { code: "connection-error", message: "ECONNRESET", endpoint: "GET /x", count: 1 },
      { code: "PICKUP_TOKEN_REFUSED", message: "answered 500", endpoint: "tokens", count: 1 },
    ],
    steps: [],
    thresholds: [
      { expression: "p99<300ms", observed: 3, passed: true },
      { expression: "failures<=50%", observed: 50, passed: true },
      { expression: "missed-starts<50%", observed: 100 / 3, passed: true },
    ],
    tokens: { requested: 2, failed: 1, latencyMs: even(4) },
    writes: { acknowledged: 0, failed: 0, unknown: 0, visibleAfterMs: null },
    isolation: { probes: {}, notProbed: {} },
    counters: { titles: 20 },
    workers: [
      { id: "0", lost: false, users: 11 },
      { id: "1", lost: true, lostAtSeconds: 4, users: 9 },
      { id: "never-reported", lost: true, lostAtSeconds: 5, users: 0 },
    ],
    generator: {
      saturated: true,
      reasons: ["The generator was late."],
      lateness,
      eventLoopLagMs: { p99: 2, max: 2 },
      cpuSeconds: 0.5,
      coreWaitSeconds: 0.25,
      peakRssBytes: 5000,
      gcMs: 7.5,
      gcLongestMs: 4,
      peakOpenFiles: 30,
      openFilesLimit: 1024,
      peakLocalPorts: 26,
      localPortsLimit: 28_232,
      lateStarts: 1,
      missedStarts: 1,
      interrupted: 3,
      repeats: 1,
    },
  });
});

test("a run without data says null, not 0", () => {
  const { total, tokens, generator, verdict } = summary(recorders(1));
  assert.deepEqual([total.latencyMs, total.serviceMs, total.failureMs], [null, null, null]);
  assert.deepEqual([tokens.latencyMs, generator.lateness, verdict], [null, null, "failed"]);
});

test("however samples are split over workers, the summary is the same but for the workers", () => {
  const samples = fc.array(
    fc.record({
      name: fc.constantFrom("/a", "/b"),
      outcome: fc.constantFrom(...outcomes),
      endMs: fc.double({ min: 0, max: 9000, noNaN: true }),
    }),
    { maxLength: 150 },
  );
  const figures = (all: readonly { name: string; outcome: Outcome; endMs: number }[], workers: number) => {
    const dealt = recorders(workers);
    for (const [i, sample] of all.entries()) {
      const request = { method: "GET", reason: "r", dueMs: 0, sentMs: 0, bytesReceived: 10, ...sample };
      dealt[i % workers]!.record(request);
    }
    const { workers: _, endpoints, errors, ...rest } = summary(dealt, ["p99<300ms", "failures<1%"]);
    const sorted = (list: readonly object[]) => list.map((row) => JSON.stringify(row)).toSorted();
    return { ...rest, endpoints: sorted(endpoints), errors: sorted(errors) };
  };
  fc.assert(
    fc.property(samples, fc.integer({ min: 2, max: 8 }), (all, workers) => {
      assert.deepEqual(figures(all, workers), figures(all, 1));
    }),
    { numRuns: 50 },
  );
});

test("an exception of the test's own code comes with the place it was thrown at", () => {
  const [recorder] = recorders(1);
  recorder!.scriptError(
    "exception",
    "title is missing",
    "task",
    "TypeError: title is missing\n    at look (my-test.ts:7:3)",
  );
  recorder!.scriptError(
    "exception",
    "title is missing",
    "task",
    "TypeError: title is missing\n    at buy (my-test.ts:9:3)",
  );
  assert.deepEqual(summary([recorder!]).errors, [
    {
      code: "exception",
      message: "title is missing",
      endpoint: "task",
      count: 2,
      stack: "TypeError: title is missing\n    at look (my-test.ts:7:3)",
    },
  ]);
});
