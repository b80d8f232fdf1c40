import assert from "node:assert/strict";
import { test } from "node:test";
import { type Config, pickupDataset } from "../dataset/index.ts";
import { KitError } from "../ground/index.ts";
import { pickupTruth } from "./pickup-truth.ts";
import { requireSomethingOwed } from "./require-something-owed.ts";

const end = 1_793_491_200;
const day = 86_400;
const config = {
  productCode: "hboMax",
  seed: "vacuous",
  generatedUsers: { count: 10_000_000 },
  assets: { generatedFeatures: { count: 100 } },
  updateTimeStart: end - 90 * day,
  updateTimeEnd: end,
  recordsPerUser: 13,
} satisfies Config;

function refusal(of: Config, settings: object, nowSeconds: number): KitError {
  let refused: unknown;
  try {
    requireSomethingOwed(pickupTruth(pickupDataset(of)), settings, nowSeconds * 1000);
  } catch (error) {
    refused = error;
  }
  assert.ok(refused instanceof KitError);
  assert.deepEqual([refused.code, refused.exitCode], ["PICKUP_VERIFICATION_VACUOUS", 3]);
  assert.match(refused.message, /vacuous/);
  return refused;
}

test("a config of which something is owed passes", () => {
  requireSomethingOwed(pickupTruth(pickupDataset(config)), {}, (end + 3000 * day) * 1000);
  requireSomethingOwed(
    pickupTruth(pickupDataset(config)),
    { cutOffDays: 30, historyLimit: 1 },
    (end + 29 * day) * 1000,
  );
});

test("markers that are all past the declared cut-off are vacuous", () => {
  const { message, hint } = refusal(config, { cutOffDays: 30 }, end + 42 * day + 1);
  assert.match(message, /the newest marker is at least 42 days old, the declared cut-off 30 days$/);
  assert.match(hint!, /--cut-off-days above 43/);
});

test("rows past their ttl are vacuous", () => {
  assert.match(refusal({ ...config, ttl: end + day }, {}, end + 2 * day).message, /ttl passed on 2026-11-02$/);
});

test("titles that all count as finished are vacuous, found by looking at a part of ten million users", () => {
  assert.match(refusal(config, { completedAt: 0.01 }, end).message, /not one of 100,009 markers is owed/);
});

test("users without a marker are vacuous", () => {
  const { generatedUsers: _, ...rest } = config;
  const nobody = { ...rest, hurleyUserIds: ["a", "b"], recordsOverrides: { a: 0, b: 0 } };
  assert.match(refusal(nobody, {}, end).message, /not one of 0 markers is owed/);
  requireSomethingOwed(pickupTruth(pickupDataset({ ...nobody, recordsOverrides: { a: 0 } })), {}, end * 1000);
});
