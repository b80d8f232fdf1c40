import assert from "node:assert/strict";
import { test } from "node:test";
import { constantArrivals, rateAt, spawnPlan, usersAt, type ArrivalPlan, type UsersPlan } from "../engine/index.ts";
import { type EditedLoad, editedPlan } from "./load-edit.ts";

const load: EditedLoad = {
  plan: spawnPlan(10, 10, 60_000),
  atMs: 5000,
  editable: "users",
  mostUsers: 50,
  spawnRate: 10,
};

test("another number of users is reached at the spawn rate, and the planned end stays", () => {
  const { plan, text } = editedPlan({ users: 30 }, load);
  const users = (atMs: number) => usersAt(plan as UsersPlan, atMs);
  assert.deepEqual([users(4999), users(5950), users(7000), users(59_999), users(60_000)], [10, 20, 30, 30, 0]);
  assert.equal(text, "30 users, 10 per second");
});

test("a spawn rate of the edit holds for it", () => {
  const { plan } = editedPlan({ users: 0, spawnRate: 1000 }, load);
  assert.equal(usersAt(plan as UsersPlan, 5020), 0);
});

test("a run with an arrival rate gets another one at once", () => {
  const arrivals: EditedLoad = { ...load, plan: constantArrivals(100, 50, 60_000), editable: "arrival-rate" };
  const { plan } = editedPlan({ arrivalRate: 250 }, arrivals);
  assert.deepEqual(
    [4999, 5000].map((atMs) => rateAt(plan as ArrivalPlan, atMs)),
    [100, 250],
  );
});

test("all that is wrong with an edit is said at once, each with its option", () => {
  assert.throws(() => editedPlan({ users: 51, spawnRate: 0, arrivalRate: 5 }, load), {
    code: "PICKUP_EDIT_REFUSED",
    exitCode: 2,
    problems: [
      { option: "arrivalRate", message: "this run has users, not an arrival rate" },
      { option: "users", message: "the dataset has 50 users, and no two virtual users may share one" },
      { option: "spawnRate", message: "must be a number above 0" },
    ],
  });
  assert.throws(() => editedPlan({ users: 1 }, { ...load, editable: "nothing" }), /cannot be changed now/);
});
