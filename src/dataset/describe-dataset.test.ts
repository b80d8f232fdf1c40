import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { pickupDataset } from "./dataset.ts";
import { describeDataset } from "./describe-dataset.ts";
import { generateConfig } from "./generate-config.ts";
import { itemBytes, itemOf } from "./item.ts";

const clock = new VirtualClock(Date.parse("2026-11-23T00:00:00Z"));

test("a small dataset is described exactly", () => {
  const config = generateConfig({ users: 11, records: 7, seed: "x" }, clock);
  const dataset = pickupDataset({ ...config, recordsOverrides: { [config.hurleyUserIds![4]!]: 2 } });
  const rows = Array.from({ length: 11 }, (_, user) => dataset.rowsOf(user).map((marker) => ({ user, marker }))).flat();
  const times = rows.map(({ marker }) => marker.timeMs);
  const bytes = rows.map(({ user, marker }) => itemBytes(itemOf(dataset, user, marker, config.updateTimeEnd)));
  const { sample, ...description } = describeDataset(dataset);
  assert.equal(sample.complete, true);
  assert.deepEqual(description, {
    users: 11,
    markers: 72,
    bytes: bytes.reduce((sum, size) => sum + size, 0),
    recordsPerUser: { least: 2, median: 7, most: 7 },
    firstTimeMs: Math.min(...times),
    lastTimeMs: Math.max(...times),
  });
});

test("a huge dataset is estimated from users at even distances, quickly", () => {
  const config = generateConfig({ users: 10_000_000, days: 365, records: 53, seed: "x", compact: true }, clock);
  const started = performance.now();
  const { users, markers, sample, bytes } = describeDataset(pickupDataset(config));
  assert.ok(performance.now() - started < 5000);
  assert.deepEqual([users, markers, sample.complete], [10_000_000, 530_000_000, false]);
  assert.equal(new Set(sample.users).size, sample.users.length);
  assert.ok(sample.users[0] === 0 && sample.users.at(-1)! > 9_990_000);
  assert.ok(Math.abs(bytes / markers - 139) < 3, String(bytes / markers));
});

test("a dataset without any marker is described too", () => {
  const config = generateConfig({ users: 1, seed: "x" }, clock);
  const description = describeDataset(
    pickupDataset({ ...config, recordsOverrides: { [config.hurleyUserIds![0]!]: 0 } }),
  );
  assert.deepEqual([description.markers, description.bytes, description.sample.complete], [0, 0, true]);
});
