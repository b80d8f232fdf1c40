import assert from "node:assert/strict";
import { test } from "node:test";
import { ConcurrencyLimit } from "./concurrency-limit.ts";

function play(latencyMs: (inFlight: number) => number, most = 64): number {
  const limit = new ConcurrencyLimit(most);
  for (let batch = 0; batch < 20_000; batch++) {
    limit.reached();
    limit.answered(latencyMs(limit.limit));
  }
  return limit.limit;
}

test("a service whose latency stays gets as many batches as are allowed", () => {
  assert.equal(
    play(() => 10),
    64,
  );
});

test("a service that does one at a time gets only a few", () => {
  const limit = play((inFlight) => 2 * inFlight);
  assert.ok(limit >= 2 && limit <= 32, String(limit));
});

test("a limit that is not used is not raised, and failures lower it", () => {
  const limit = new ConcurrencyLimit(64);
  for (let batch = 0; batch < 1_000; batch++) limit.answered(10);
  assert.equal(limit.limit, 4);
  for (let batch = 0; batch < 100; batch++) limit.failed();
  assert.equal(limit.limit, 2);
});
