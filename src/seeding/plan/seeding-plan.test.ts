import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Config, itemBytes, itemOf, pickupDataset } from "../../dataset/index.ts";
import type { TableDescription } from "../../dynamodb/index.ts";
import { listedPrices, readPrices } from "./prices.ts";
import { planSeeding, type PlanWishes } from "./seeding-plan.ts";

const config: Config = {
  productCode: "hboMax",
  seed: "plan",
  generatedUsers: { count: 100 },
  assets: { generatedFeatures: { count: 2_000 } },
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
  isOnDemand: true,
  indexes: 1,
  replicas: 0,
  writeUnitsPerSecond: 1_000,
  indexWriteUnits: {},
};
const inAws: PlanWishes = { isAws: true, shard: null, maxUnitsPerSecond: null, prices: listedPrices };

test("a small dataset is measured item by item", () => {
  const dataset = pickupDataset(config);
  const sizes = Array.from({ length: 100 }, (_, user) =>
    dataset.rowsOf(user).map((row) => itemBytes(itemOf(dataset, user, row, 1_793_491_200))),
  )
    .flat()
    .toSorted((one, other) => one - other);
  const plan = planSeeding(dataset, null, { ...inAws, isAws: false });
  assert.deepEqual([plan.items, plan.users, plan.isEstimate], [1_300, 100, false]);
  assert.equal(
    plan.bytes,
    sizes.reduce((sum, bytes) => sum + bytes, 0),
  );
  assert.deepEqual(plan.itemBytes, { p50: sizes[650], p99: sizes[1_287], max: sizes[1_299] });
  assert.deepEqual([plan.cost, plan.times.shown], [null, null]);
});

test("every index and replica takes its own writes, and cost and time follow from the write units", () => {
  const plan = planSeeding(pickupDataset(config), table, { ...inAws, maxUnitsPerSecond: 500 });
  assert.deepEqual(plan.writeUnits, { table: 1_300, indexes: 1_300, replicas: 0, total: 2_600 });
  // The index has a throughput of its own: time is that of the table.
  assert.deepEqual(plan.times.shown, { unitsPerSecond: 1_000, seconds: 1.3 });
  assert.deepEqual(plan.times.wished, { unitsPerSecond: 500, seconds: 2.6 });
  assert.equal(plan.cost!.batchWrites, 0.001625); // 2,600 × $0.625 a million
  assert.equal(plan.cost!.importTable, null); // the table is there already
  const replicated = planSeeding(pickupDataset(config), { ...table, replicas: 2 }, inAws);
  assert.equal(replicated.writeUnits.total, 7_800);
});

test("ten million users are planned in less than two seconds, as a calculation by hand has it", () => {
  const dataset = pickupDataset({ ...config, generatedUsers: { count: 10_000_000 } });
  const heavy = dataset.idOf(7_654_321);
  const before = process.cpuUsage();
  const whole = pickupDataset({ ...dataset.config, recordsOverrides: { [heavy]: 1_013 } });
  const plan = planSeeding(whole, null, inAws);
  const { user, system } = process.cpuUsage(before);
  assert.equal(plan.items, 130_001_000);
  assert.equal(plan.isEstimate, true);
  assert.equal(plan.writeUnits.total, 130_001_000); // items of less than 1 KB: a unit each
  assert.deepEqual(plan.times.shown, { unitsPerSecond: 4_000, seconds: 32_500.25 }); // a new table: 9 h 2 min
  assert.equal(plan.cost!.batchWrites, 81.250625); // 130.001 million × $0.625
  assert.deepEqual(plan.heaviestKey, { key: `${heavy}:hboMax`, items: 1_013, seconds: 1.013, isCertain: true });
  // 0.15 $/GB of lines: `{"Item":…}` and a line feed around the 197 … 203 characters of a feature's item.
  const line = JSON.stringify({ Item: itemOf(whole, 0, whole.rowsOf(0)[0]!, 1_793_491_200) }).length + 1;
  const expected = ((130_001_000 * line) / 1e9) * 0.15;
  assert.ok(Math.abs(plan.cost!.importTable! / expected - 1) < 0.01);
  // Processor time: other tests run beside this one.
  assert.ok(user + system < 2e6, `${user + system} µs`);
});

test("a shard is planned by itself", () => {
  const plan = planSeeding(pickupDataset(config), table, { ...inAws, shard: { index: 2, count: 4 } });
  assert.deepEqual([plan.users, plan.items], [25, 325]);
});

test("prices may come from a file; what is not a price is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "pickup-prices-"));
  const path = join(folder, "prices.json");
  writeFileSync(path, '{"region": "eu-west-1", "dollarsPerMillionWriteUnits": 0.7}');
  assert.deepEqual(readPrices(path), { ...listedPrices, region: "eu-west-1", dollarsPerMillionWriteUnits: 0.7 });
  writeFileSync(path, '{"dollarsPerMillionWriteUnits": "cheap"}');
  assert.throws(() => readPrices(path), { code: "PICKUP_PRICES_INVALID", message: /"cheap"/ });
  writeFileSync(path, '{"dollars": 1}');
  assert.throws(() => readPrices(path), { message: /there is no price "dollars"/ });
  rmSync(folder, { recursive: true });
});
