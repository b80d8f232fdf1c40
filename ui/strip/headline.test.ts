import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulatedView } from "../../test/support/simulated-view.ts";
import type { RunView } from "../state/protocol.ts";
import { figuresOf, headlineOf } from "./headline.ts";

const { view } = new SimulatedView().run(10);
const summary = {
  verdict: "passed",
  total: { requests: 200, failures: 1, requestsPerSecond: 20, latencyMs: { p50: 4, p95: 9, p99: 12 } },
} as unknown as NonNullable<RunView["summary"]>;

test("a run that keeps its thresholds is on track", () => {
  assert.deepEqual(headlineOf(view), { word: "On track", tone: "good", sentence: "Every threshold is kept so far." });
});

test("a crossed threshold is said while the run goes on", () => {
  const thresholds = view.thresholds.map((row, index) => (index === 2 ? { ...row, state: "crossed" as const } : row));
  const { tone, sentence } = headlineOf({ ...view, thresholds });
  assert.deepEqual([tone, sentence], ["bad", "1 of 4 thresholds crossed."]);
});

test("a saturated generator outweighs every figure", () => {
  const now = { ...view.now, health: { ...view.now.health, saturated: true } };
  assert.match(headlineOf({ ...view, now }).sentence, /load generator is the bottleneck/);
});

test("after the end the verdict and the figures are those of the summary", () => {
  const ended: RunView = { ...view, state: "ended", summary };
  assert.deepEqual(headlineOf(ended), {
    word: "Passed",
    tone: "good",
    sentence: "200 requests, 1 failed within the thresholds; 4 thresholds kept.",
  });
  assert.equal(figuresOf(ended).failureShare, 0.005);
  assert.equal(figuresOf(ended).p99Ms, 12);
});

test("a run that came to no load says why", () => {
  const failure = { code: "PICKUP_API_UNREACHABLE", message: "The API cannot be reached.", hint: null };
  assert.equal(headlineOf({ ...view, state: "failed", failure }).sentence, failure.message);
});
