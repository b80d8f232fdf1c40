import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { constantArrivals, startsAt, timeOf } from "./arrival-plan.ts";
import { withRateFrom, withUsersFrom } from "./changed-plan.ts";
import { spawnPlan, usersAt } from "./plan.ts";

test("another number of users is reached from the one there is, and the end stays", () => {
  const plan = withUsersFrom(spawnPlan(10, 10, 20_000), 5000, 14, 2);
  assert.deepEqual(
    [0, 4999, 5000, 5500, 7000, 19_999, 20_000].map((elapsedMs) => usersAt(plan, elapsedMs)),
    [1, 10, 11, 12, 14, 14, 0],
  );
  const fewer = withUsersFrom(spawnPlan(10, 10, 20_000), 5000, 4, 2);
  assert.deepEqual(
    [5000, 5500, 8000].map((elapsedMs) => usersAt(fewer, elapsedMs)),
    [10, 10, 4],
  );
});

test("another rate changes nothing before its time, and no start is lost or made twice", () => {
  const time = fc.integer({ min: 0, max: 20_000 });
  const rate = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(rate, rate, time, time, (from, to, atMs, elapsedMs) => {
      const before = constantArrivals(from, 5, 30_000);
      const after = withRateFrom(before, atMs, to);
      if (elapsedMs < atMs) return assert.equal(startsAt(after, elapsedMs), startsAt(before, elapsedMs));
      const made = startsAt(before, atMs);
      const wanted = made + ((elapsedMs - atMs) * to) / 1000;
      assert.ok(Math.abs(startsAt(after, elapsedMs) - wanted) <= 1 + 1e-6);
      assert.ok(timeOf(after, made) >= atMs - 1e-6);
    }),
  );
});
