import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  eachOncePlan,
  nextChangeAfter,
  numberInWhole,
  peakUsersOf,
  sliceOf,
  spawnPlan,
  usersAt,
  usersPlan,
} from "./plan.ts";

const stages = fc
  .array(fc.record({ durationMs: fc.oneof(fc.constant(0), fc.nat(60_000)), from: fc.nat(200), to: fc.nat(200) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((list) => usersPlan(list));

test("the first user starts at once and one more follows every 1/rate seconds until all run", () => {
  const plan = spawnPlan(4, 2, 10_000);
  assert.deepEqual(
    [-1, 0, 499, 500, 1000, 1499, 1500, 9999, 10_000].map((elapsedMs) => usersAt(plan, elapsedMs)),
    [0, 1, 1, 2, 3, 3, 4, 4, 0],
  );
});

test("a run that is too short for the ramp ends in the middle of it", () => {
  const plan = spawnPlan(100, 10, 5000);
  assert.equal(usersAt(plan, 4999), 50);
  assert.equal(usersAt(plan, 5000), 0);
  assert.equal(peakUsersOf(plan), 100);
});

test("without a run time the plan holds its users for ever", () => {
  const plan = spawnPlan(3, 1, Number.POSITIVE_INFINITY);
  assert.equal(usersAt(plan, 1e12), 3);
  assert.equal(nextChangeAfter(plan, 1e12), Number.POSITIVE_INFINITY);
});

test("the slices of all workers add up to the plan at every moment, for any plan and any number of workers", () => {
  fc.assert(
    fc.property(stages, fc.integer({ min: 1, max: 40 }), fc.nat(300_000), (plan, of, elapsedMs) => {
      const whole = usersAt(plan, elapsedMs);
      const parts = Array.from({ length: of }, (_, index) => sliceOf(whole, { index, of }));
      assert.equal(
        parts.reduce((sum, part) => sum + part, 0),
        whole,
      );
      assert.ok(Math.max(...parts) - Math.min(...parts) <= 1);
    }),
  );
});

test("every number of the whole belongs to exactly one slice", () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 20 }), (count, of) => {
      const numbers = Array.from({ length: of }, (_, index) =>
        Array.from({ length: sliceOf(count, { index, of }) }, (__, position) => numberInWhole(position, { index, of })),
      ).flat();
      assert.deepEqual(
        numbers.toSorted((a, b) => a - b),
        Array.from({ length: count }, (_, number) => number),
      );
    }),
  );
});

test("a slice never shrinks when the whole grows, so a worker's users always fit its share of the dataset", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.integer({ min: 1, max: 20 }), fc.nat(19), (count, of, index) => {
      fc.pre(index < of);
      assert.ok(sliceOf(count + 1, { index, of }) >= sliceOf(count, { index, of }));
    }),
  );
});

test("between two changes the number of users stays the same, and time always moves on", () => {
  fc.assert(
    fc.property(stages, (plan) => {
      const { endMs } = plan;
      let elapsedMs = 0;
      for (let step = 0; step < 2000 && elapsedMs < endMs; step++) {
        const nextMs = nextChangeAfter(plan, elapsedMs);
        assert.ok(nextMs > elapsedMs);
        const middleMs = elapsedMs + (nextMs - elapsedMs) / 2;
        if (nextMs - elapsedMs > 0.01) assert.equal(usersAt(plan, middleMs), usersAt(plan, elapsedMs + 0.002));
        elapsedMs = nextMs;
      }
    }),
  );
});

test("a sample of the users is spread over all of them and never leaves the dataset", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }), (held, sample) => {
      const { users, stride } = eachOncePlan(held, sample, 8);
      assert.equal(users, Math.min(held, sample));
      assert.ok((users - 1) * stride < held);
      assert.ok(users * stride > held / 2);
    }),
  );
});
