import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveOptions } from "../ground/index.ts";
import { maxSettingsOf } from "./max-settings.ts";
import { loadRunOptions } from "./options.ts";

interface Given {
  readonly flags?: { readonly [key: string]: string | boolean };
  readonly testFile?: { readonly [key: string]: unknown };
  readonly hasShape?: boolean;
  readonly datasetUsers?: number;
}

function settingsOf({ flags = {}, testFile = {}, hasShape = false, datasetUsers = 1000 }: Given) {
  const options = resolveOptions(loadRunOptions, { flags, testFile, environment: {} });
  return maxSettingsOf({ options, hasShape, datasetUsers });
}

test("a search begins with the arrival rate and takes the whole dataset, unless told otherwise", () => {
  const { of, users, search } = settingsOf({ flags: { findMax: true } });
  assert.deepEqual([of, users, search.start, search.most], ["rate", 1000, 10, Number.POSITIVE_INFINITY]);
  const told = settingsOf({ flags: { findMax: true, users: "50", arrivalRate: "400/s", measureTime: "6s" } });
  assert.deepEqual([told.users, told.search.start, told.search.seconds], [50, 400, 6]);
  const users50 = settingsOf({ flags: { findMax: true, users: "50", maxOf: "users" } });
  assert.deepEqual([users50.of, users50.search.most, users50.search.isWhole], ["users", 50, true]);
});

test("the search from the command line sets a shape of the test file aside", () => {
  const flags = { findMax: true };
  assert.equal(settingsOf({ flags, hasShape: true }).users, 1000);
  assert.equal(settingsOf({ flags, testFile: { stages: "10s:100", warmUp: "5s" } }).users, 1000);
});

test("a shape that is as strong as the search is refused", () => {
  const cases: readonly (readonly [given: Given, message: RegExp])[] = [
    [{ flags: { findMax: true, stages: "10s:100" } }, /^--stages means nothing beside --find-max/],
    [{ flags: { findMax: true, warmUp: "5s" } }, /^--warm-up means nothing/],
    [{ testFile: { findMax: true, steps: "1,2" } }, /^--steps means nothing/],
    [{ testFile: { findMax: true }, hasShape: true }, /^`shape` of the test file means nothing/],
  ];
  for (const [given, message] of cases) {
    assert.throws(() => settingsOf(given), { code: "PICKUP_SHAPE_CONFLICT", message });
  }
});

test("without a dataset the search must know how many users it may take", () => {
  const datasetUsers = Number.POSITIVE_INFINITY;
  assert.throws(() => settingsOf({ flags: { findMax: true }, datasetUsers }), { code: "PICKUP_USERS_MISSING" });
});
