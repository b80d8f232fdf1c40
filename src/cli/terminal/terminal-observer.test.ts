import assert from "node:assert/strict";
import { test } from "node:test";
import { failureSample } from "../../../test/support/failure-sample.ts";
import { type Outcome, VirtualClock } from "../../ground/index.ts";
import { type RunEnd, summaryOf } from "../../results/index.ts";
import { RunStatistics, type Tick, TickRecorder } from "../../stats/index.ts";
import { generatorHealthOf, parseThreshold, verdictOf } from "../../verdict/index.ts";
import type { Screen } from "./paint.ts";
import { TerminalObserver } from "./terminal-observer.ts";

interface FakeRun {
  readonly statistics: RunStatistics;
  readonly recorder: TickRecorder;
  /** Files requests and closes the second. */
  second(requests: { readonly [name: string]: { readonly [Key in Outcome]?: number } }): Tick;
  end(thresholds?: readonly string[]): RunEnd;
}

function newRun(): FakeRun {
  const startedAtMs = Date.UTC(2026, 10, 23, 22, 15, 3);
  const recorder = new TickRecorder("0", new VirtualClock(startedAtMs));
  const statistics = new RunStatistics();
  return {
    statistics,
    recorder,
    second(requests) {
      for (const [name, outcomes] of Object.entries(requests)) {
        for (const [outcome, count] of Object.entries(outcomes)) {
          const times = { dueMs: 0, sentMs: 0, endMs: 1.5, bytesReceived: 10 };
          const reason = outcome === "ok" ? "" : `because of ${outcome}`;
          const request = { method: "GET", name, outcome: outcome as Outcome, reason, ...times };
          for (let i = 0; i < count; i++) recorder.record(request);
        }
      }
      recorder.started(0, 0.2);
      recorder.setFacts({ users: 20, cpuMs: 100, elapsedMs: 1000, rssBytes: 120 * 2 ** 20 });
      const tick = recorder.take(statistics.second + 1);
      statistics.add(tick);
      return tick;
    },
    end(thresholds = []) {
      const durationSeconds = statistics.second + 1;
      const generator = generatorHealthOf(statistics);
      const limits = thresholds.map(parseThreshold);
      const verdict = verdictOf({ statistics, durationSeconds, thresholds: limits, generator, interruptedBy: null });
      const run = { id: "2026-11-23T22-15-03-ab12", startedAtMs, users: 20, workers: 1, host: "http://127.0.0.1:8080" };
      return { statistics, verdict, summary: summaryOf({ run, statistics, durationSeconds, verdict, generator }) };
    },
  };
}

function newScreen(given: Partial<Screen> = {}): Screen & { shown: () => string } {
  const written: string[] = [];
  return { write: (text: string) => written.push(text), shown: () => written.join(""), ...given };
}

function observerOf(screen: Screen, environment: { readonly [name: string]: string } = {}): TerminalObserver {
  return new TerminalObserver({ screen, environment, resultsIn: "runs/2026-11-23T22-15-03-ab12" });
}

test("without a terminal a line comes every five seconds, and the report at the end", () => {
  const screen = newScreen();
  const observer = observerOf(screen);
  const run = newRun();
  for (let second = 0; second < 11; second++) observer.tick(run.second({ "/x": { ok: 4 } }), run.statistics);
  assert.equal(
    screen.shown(),
    [
      "5s · 20 users · 4 req/s · 20 requests · 0 failed (0 %) · p50 1.5 ms · p95 1.5 ms · p99 1.5 ms\n",
      "10s · 20 users · 4 req/s · 40 requests · 0 failed (0 %) · p50 1.5 ms · p95 1.5 ms · p99 1.5 ms\n",
    ].join(""),
  );
  observer.end(run.end(["p99<300ms"]));
  assert.equal(
    screen.shown().split("p99 1.5 ms\n").at(-1),
    [
      "",
      "Run 2026-11-23T22-15-03-ab12 · 11s · 20 users · 1 worker · http://127.0.0.1:8080",
      "",
      "Endpoint  Requests  Failed  Wrong  Median  p95  p99  Average  Min  Max  req/s",
      "GET /x          44       0      0     1.5  1.5  1.5      1.5  1.5  1.5      4",
      "Total           44       0      0     1.5  1.5  1.5      1.5  1.5  1.5      4",
      "Milliseconds from the intended start; http and connection errors are timed apart.",
      "",
      "Thresholds",
      "  ✓ p99<300ms  measured 1.5ms",
      "",
      "Tokens: 0 requested, median – ms",
      "Generator: healthy, began its tasks 0.20 ms late (p99), event loop 0 ms behind (p99), CPU 10 % of 1 core, GC 0 %, memory 120 MB",
      "",
      "PASSED (exit code 0)",
      "",
      "Results: runs/2026-11-23T22-15-03-ab12",
      "",
    ].join("\n"),
  );
});

test("a run that failed shows its errors, wrong answers, thresholds and reasons", () => {
  const screen = newScreen({ columns: 100 });
  const run = newRun();
  const difference = { reason: "missing", message: "2 of 13 markers are missing", expected: "", got: "" };
  run.recorder.keepSample(failureSample({ outcome: "wrong-content", reason: "missing", difference }));
  run.second({ "/x": { ok: 7, "wrong-content": 1, "http-error": 2 } });
  observerOf(screen).end(run.end(["failures<1%", "GET /y: p95<200ms", "rps>1"]));
  const shown = screen.shown();
  for (const expected of [
    /^GET \/x +10 +3 \(30 %\) +1 /m,
    /^Errors\n {2}2 × GET \/x {2}http-error: because of http-error\n {2}1 × GET \/x {2}wrong-content: /m,
    /^Wrong answers, the first of them\n {2}2 of 13 markers are missing$/m,
    /^ {2}✗ failures<1% {8}measured 30%$/m,
    /^ {2}✗ GET \/y: p95<200ms {2}no samples$/m,
    /^ {2}✓ rps>1 /m,
    /^FAILED \(exit code 99\)\n {2}Threshold failures<1% crossed: measured 30%\.$/m,
    /^ {2}1 request of 10 ended as wrong-content\.$/m,
  ]) {
    assert.match(shown, expected);
  }
});

test("the report says what the test counted, and how users fared at first and later", () => {
  const screen = newScreen({ columns: 100 });
  const run = newRun();
  const request = {
    method: "GET",
    name: "/x",
    outcome: "ok",
    reason: "",
    dueMs: 0,
    sentMs: 0,
    bytesReceived: 1,
  } as const;
  run.recorder.record({ ...request, endMs: 90 }, true);
  run.recorder.record({ ...request, endMs: 2 });
  run.recorder.count("titles", 12_345);
  run.recorder.count("hours", 1.25);
  run.second({});
  observerOf(screen).end(run.end());
  assert.match(
    screen.shown(),
    /^First request of each user: median 90(\.0)* ms, p99 90(\.0)* ms; later ones: median 2(\.0)* ms, p99 2(\.0)* ms$/m,
  );
  assert.match(screen.shown(), /^Counted: titles 12,345, hours 1\.25$/m);
});

test("on a terminal the table is drawn again in place, within the screen, and gives way to the report", () => {
  const screen = newScreen({ isTTY: true, columns: 60, rows: 10 });
  const observer = observerOf(screen, { NO_COLOR: "1" });
  const run = newRun();
  const busy = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`/item/${i}`, { ok: 9 - i }]));
  observer.tick(run.second(busy), run.statistics);
  const first = screen.shown();
  const lines = first.split("\n");
  assert.ok(lines.length <= 10);
  assert.ok(lines.every((line) => line.length <= 60));
  assert.match(first, /GET \/item\/0/);
  assert.match(first, /… and 7 more\nTotal +45/);
  observer.tick(run.second(busy), run.statistics);
  assert.match(first, /\ngenerator 0\.20 ms late \(p99\) · loop – ms behind · GC 0 ms/);
  const again = screen.shown().slice(first.length);
  assert.ok(again.startsWith(`\r\u001B[${lines.length - 1}A\u001B[J2s · 20 users`));
  observer.end(run.end());
  assert.ok(
    screen
      .shown()
      .slice(first.length + again.length)
      .startsWith(`\r\u001B[${lines.length - 1}A\u001B[J\nRun `),
  );
});

test("colours are for terminals that want them", () => {
  const shownOn = (screen: Partial<Screen>, environment: { readonly [name: string]: string }) => {
    const fake = newScreen(screen);
    const run = newRun();
    run.second({ "/x": { ok: 1 } });
    observerOf(fake, environment).end(run.end());
    return fake.shown();
  };
  const green = "\u001B[32m";
  assert.ok(shownOn({ isTTY: true }, {}).includes(green));
  assert.ok(!shownOn({ isTTY: true }, { NO_COLOR: "1" }).includes(green));
  assert.ok(!shownOn({ isTTY: true }, { TERM: "dumb" }).includes(green));
  assert.ok(!shownOn({}, {}).includes(green));
  assert.ok(shownOn({}, { FORCE_COLOR: "1" }).includes(green));
});

test("an endpoint or an error that tries to command the terminal appears as text", () => {
  const screen = newScreen({ isTTY: true, columns: 200 });
  const observer = observerOf(screen, { NO_COLOR: "1" });
  const run = newRun();
  const hostile = "/x\u001B[2J\nFAKE LINE";
  run.recorder.record({
    method: "GET",
    name: hostile,
    outcome: "check-failed",
    reason: `bad ${hostile}`,
    bytesReceived: 1,
    dueMs: 0,
    sentMs: 0,
    endMs: 1,
  });
  observer.tick(run.second({}), run.statistics);
  observer.end(run.end());
  assert.ok(!screen.shown().includes("\u001B[2J"));
  assert.ok(!/^FAKE LINE/m.test(screen.shown()));
});
