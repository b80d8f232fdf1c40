import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fullJitterMs } from "./full-jitter.ts";

test("the ceiling of the pause doubles with each failure up to the cap", () => {
  const ceilings = [1, 2, 3, 4, 5, 6].map((attempt) => fullJitterMs(attempt, 50, 1000, () => 1));
  assert.deepEqual(ceilings, [50, 100, 200, 400, 800, 1000]);
});

test("the pause is spread over the whole room below the ceiling, however often it failed", () => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), unit, (attempt, random) => {
      const delayMs = fullJitterMs(attempt, 50, 5000, () => random);
      assert.equal(delayMs, random * Math.min(5000, 50 * 2 ** (attempt - 1)));
    }),
  );
});
