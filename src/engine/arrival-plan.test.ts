import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arrivalPlan, constantArrivals, rateAt, startsAt, timeOf } from "./arrival-plan.ts";
import { numberInWhole, sliceOf } from "./plan.ts";

const rate = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 2000 }),
  fc.double({ min: 0.01, max: 50, noNaN: true }),
);
const durationMs = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 20_000 }) }, fc.constant(0));
const stages = fc.array(fc.record({ durationMs, from: rate, to: rate }), {
  minLength: 1,
  maxLength: 5,
});
const plans = fc
  .record({ stages, runTimeMs: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 60_000 })) })
  .map((given) => arrivalPlan(given.stages, 100, given.runTimeMs));

test("at a constant rate the first start is due at once and the others follow at equal distances", () => {
  const plan = constantArrivals(500, 10, 20_000);
  assert.deepEqual(
    [0, 1, 2, 9999].map((start) => timeOf(plan, start)),
    [0, 2, 4, 19_998],
  );
  assert.equal(timeOf(plan, 10_000), Number.POSITIVE_INFINITY);
  assert.deepEqual(
    [-1, 0, 1.9, 2, 30_000].map((elapsedMs) => startsAt(plan, elapsedMs)),
    [0, 1, 1, 2, 10_000],
  );
});

test("a ramp makes as many starts as the area under its line", () => {
  const plan = arrivalPlan([{ durationMs: 10_000, from: 0, to: 100 }], 10);
  assert.equal(startsAt(plan, 10_000), 500);
  assert.equal(timeOf(plan, 0), 0);
  assert.ok(Math.abs(timeOf(plan, 125) - 5000) < 1e-6);
  assert.equal(rateAt(plan, 5000), 50);
});

test("a stage without a length jumps to its rate at once", () => {
  const plan = arrivalPlan(
    [
      { durationMs: 0, from: 0, to: 100 },
      { durationMs: 1000, from: 100, to: 100 },
    ],
    10,
  );
  assert.deepEqual([timeOf(plan, 0), timeOf(plan, 50), startsAt(plan, 1000), rateAt(plan, 0)], [0, 500, 100, 100]);
});

test("nothing starts while the rate is zero", () => {
  const stage = (durationMs: number, level: number) => ({ durationMs, from: level, to: level });
  const plan = arrivalPlan([stage(1000, 0), stage(1000, 2), stage(1000, 0), stage(1000, 2)], 10);
  assert.deepEqual(
    [0, 1, 2, 3].map((start) => timeOf(plan, start)),
    [1000, 1500, 3000, 3500],
  );
  assert.equal(startsAt(plan, 999), 0);
  assert.equal(startsAt(plan, 2999), 2);
});

test("starts are due in order, and as many are counted at a time as are due by then", () => {
  fc.assert(
    fc.property(plans, fc.nat(100_000), fc.nat(120_000), (plan, start, elapsedMs) => {
      assert.ok(timeOf(plan, start) <= timeOf(plan, start + 1));
      const counted = startsAt(plan, elapsedMs);
      assert.ok(timeOf(plan, counted) > elapsedMs);
      if (counted > 0) assert.ok(timeOf(plan, counted - 1) <= elapsedMs);
      const dueMs = timeOf(plan, start);
      if (dueMs < Number.POSITIVE_INFINITY) assert.ok(startsAt(plan, dueMs) > start);
    }),
  );
});

test("the workers' starts add up exactly to the plan at every moment, each start made by one of them", () => {
  fc.assert(
    fc.property(plans, fc.integer({ min: 1, max: 40 }), fc.nat(120_000), (plan, of, elapsedMs) => {
      const whole = startsAt(plan, elapsedMs);
      let sum = 0;
      for (let index = 0; index < of; index++) {
        const part = sliceOf(whole, { index, of });
        sum += part;
        // What the worker itself sees: its next start is not due yet, its last one is.
        assert.ok(timeOf(plan, numberInWhole(part, { index, of })) > elapsedMs);
        if (part > 0) assert.ok(timeOf(plan, numberInWhole(part - 1, { index, of })) <= elapsedMs);
      }
      assert.equal(sum, whole);
    }),
  );
});

test("the number of starts is the area under the line to within one", () => {
  fc.assert(
    fc.property(stages, (given) => {
      const area = given.reduce((sum, { durationMs, from, to }) => sum + (((from + to) / 2) * durationMs) / 1000, 0);
      const plan = arrivalPlan(given, 1);
      assert.ok(Math.abs(startsAt(plan, plan.endMs) - area) <= 1 + 1e-6);
    }),
  );
});
