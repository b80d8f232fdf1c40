import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveOptions } from "../ground/index.ts";
import { startsAt, timeOf } from "./arrival-plan.ts";
import { shapeOptions } from "./options.ts";
import { planOf } from "./plan-of.ts";
import { type ArrivalPlan, peakUsersOf, type UsersPlan, usersAt } from "./plan.ts";

interface Given {
  readonly flags?: { readonly [key: string]: string };
  readonly testFile?: { readonly [key: string]: unknown };
  readonly shape?: (seconds: number) => number | null;
  readonly datasetUsers?: number;
}

function planFrom({ flags = {}, testFile = {}, shape, datasetUsers = 1000 }: Given) {
  return planOf({ options: resolveOptions(shapeOptions, { flags, environment: {}, testFile }), shape, datasetUsers });
}

test("without a shape the plan is Locust's: users at a spawn rate", () => {
  const plan = planFrom({ flags: { users: "10", spawnRate: "2", runTime: "30s" } }) as UsersPlan;
  assert.deepEqual([usersAt(plan, 0), usersAt(plan, 2000), usersAt(plan, 29_999), plan.endMs], [1, 5, 10, 30_000]);
});

test("an arrival rate is made by the whole dataset, or by as many users as are named", () => {
  const plan = planFrom({ flags: { arrivalRate: "500/s", runTime: "20s" } }) as ArrivalPlan;
  assert.deepEqual([peakUsersOf(plan), startsAt(plan, plan.endMs), timeOf(plan, 1)], [1000, 10_000, 2]);
  assert.equal(peakUsersOf(planFrom({ flags: { arrivalRate: "500/s", users: "7" } })), 7);
  const nameless = { flags: { arrivalRate: "500/s" }, datasetUsers: Number.POSITIVE_INFINITY };
  assert.throws(() => planFrom(nameless), { code: "PICKUP_USERS_MISSING" });
});

test("every shape has its plan", () => {
  const starts = (plan: ReturnType<typeof planFrom>) => startsAt(plan as ArrivalPlan, (plan as ArrivalPlan).endMs);
  assert.equal(peakUsersOf(planFrom({ flags: { stages: "30s:100,5m:100,30s:0" } })), 100);
  assert.equal(starts(planFrom({ flags: { arrivalStages: "10/s,10s:10/s,10s:20/s" } })), 250);
  assert.equal(starts(planFrom({ flags: { steps: "10/s,20/s", stepTime: "5s" } })), 150);
  assert.equal(starts(planFrom({ flags: { arrivalRate: "10/s", spike: "100/s@5s+1s", runTime: "10s" } })), 190);
  assert.equal(peakUsersOf(planFrom({ flags: { users: "10", spike: "300@5s+1s" } })), 300);
  assert.equal(peakUsersOf(planFrom({ shape: (second) => (second < 5 ? second : null) })), 4);
});

test("the shape of the strongest origin counts, and weaker options that do not go with it are left aside", () => {
  const testFile = { stages: "10s:5", users: 3, spawnRate: 1 };
  assert.equal(planFrom({ flags: { arrivalRate: "5/s", users: "3" }, testFile }).kind, "arrivals");
  assert.equal(planFrom({ flags: { stages: "10s:9" }, testFile: { arrivalRate: "5/s" } }).kind, "users");
  assert.equal(peakUsersOf(planFrom({ flags: { steps: "9" }, shape: () => 1 })), 9);
});

test("shapes and options that exclude each other are one clear error", () => {
  const conflicts: [Given, RegExp][] = [
    [{ flags: { stages: "10s:5", arrivalRate: "5/s" } }, /^--stages and --arrival-rate exclude each other/],
    [{ flags: { steps: "5", arrivalStages: "10s:5/s" } }, /--arrival-stages and --steps exclude/],
    [{ testFile: { stages: "10s:5" }, shape: () => null }, /--stages and `shape` of the test file/],
    [{ flags: { stages: "10s:5", users: "5", runTime: "5s" } }, /^--users and --run-time mean nothing beside --stages/],
    [{ flags: { arrivalRate: "5/s", spawnRate: "5" } }, /^--spawn-rate means nothing beside --arrival-rate/],
    [{ flags: { users: "5", stepTime: "5s" } }, /^--step-time means nothing without --steps/],
    [{ flags: { users: "5" }, shape: () => null }, /^--users means nothing beside `shape` of the test file/],
  ];
  for (const [given, message] of conflicts)
    assert.throws(() => planFrom(given), { code: "PICKUP_SHAPE_CONFLICT", message });
});

test("what cannot be run says why", () => {
  const wrong: [Given, RegExp][] = [
    [{ flags: { users: "5", spike: "5/s@1s+1s" } }, /--spike must be a number of users/],
    [{ flags: { arrivalRate: "5/s", spike: "5@1s+1s" } }, /--spike must be a rate/],
    [{ flags: { steps: "5", stepTime: "1500ms" } }, /whole number of seconds/],
    [{ flags: { stages: "10s:5", warmUp: "10s" } }, /--warm-up takes the whole run/],
    [{ flags: { pick: "zipf" }, datasetUsers: Number.POSITIVE_INFINITY }, /--pick zipf needs a dataset/],
    [{ shape: () => Number.NaN }, /`shape` of the test file: shape\(0\) is NaN/],
  ];
  for (const [given, message] of wrong) assert.throws(() => planFrom(given), { code: "PICKUP_SHAPE_INVALID", message });
});
