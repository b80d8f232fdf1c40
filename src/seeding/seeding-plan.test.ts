import assert from "node:assert/strict";
import { test } from "node:test";
import { type Config, itemBytes, itemOf, pickupDataset } from "../dataset/index.ts";
import type { TableDescription } from "../dynamodb/index.ts";
import { planSeeding } from "./seeding-plan.ts";

const config: Config = {
  productCode: "hboMax",
  seed: "plan",
  generatedUsers: { count: 100 },
  assets: { generatedFeatures: { count: 20 } },
  updateTimeStart: 1_785_715_200,
  updateTimeEnd: 1_793_491_200,
  recordsPerUser: 13,
};

const table: TableDescription = {
  account: "123456789012",
  createdAtMs: 0,
  status: "ACTIVE",
  partitionKey: { name: "prof", type: "S" },
  sortKey: { name: "parent", type: "S" },
  indexes: 1,
  replicas: 0,
  writeUnitsPerSecond: 1_000,
};

test("a small dataset is measured item by item", () => {
  const dataset = pickupDataset(config);
  const items = Array.from({ length: 100 }, (_, user) =>
    dataset.rowsOf(user).map((row) => itemOf(dataset, user, row, 1_793_491_200)),
  );
  const plan = planSeeding(dataset, null, false);
  assert.equal(plan.items, 1_300);
  assert.equal(
    plan.bytes,
    items.flat().reduce((sum, item) => sum + itemBytes(item), 0),
  );
  assert.equal(plan.writeUnits, 1_300);
  assert.deepEqual([plan.dollars, plan.seconds], [null, null]);
});

test("every index takes its own writes, and cost and time follow from the write units", () => {
  const plan = planSeeding(pickupDataset(config), table, true);
  assert.equal(plan.writeUnits, 2_600);
  assert.equal(plan.seconds, 2.6);
  assert.equal(plan.dollars, 0.001625); // 2,600 × $0.625 a million
  const replicated = planSeeding(pickupDataset(config), { ...table, replicas: 2 }, true);
  assert.equal(replicated.writeUnits, 7_800);
});

test("ten million users are planned from a sample, on what a new table takes", () => {
  const plan = planSeeding(pickupDataset({ ...config, generatedUsers: { count: 10_000_000 } }), null, true);
  assert.equal(plan.items, 130_000_000);
  assert.equal(plan.writeUnits, 130_000_000);
  assert.equal(plan.seconds, 32_500);
  assert.equal(plan.dollars, 81.25);
});
