import assert from "node:assert/strict";
import { test } from "node:test";
import { KitError, VirtualClock } from "../ground/index.ts";
import { checkConfig } from "./check-config.ts";
import { pickupDataset } from "./dataset.ts";
import { type ConfigRequest, generateConfig } from "./generate-config.ts";

const nowMs = Date.parse("2026-11-23T10:20:30.456Z");
const clock = new VirtualClock(nowMs);
const day = 86_400;

function generate(request: Partial<ConfigRequest>) {
  const config = generateConfig({ users: 5, seed: "x", ...request }, clock);
  return checkConfig(config, "generated");
}

test("users alone give 90 days that end now and one record for each begun week", () => {
  const config = generate({});
  assert.equal(config.hurleyUserIds!.length, 5);
  assert.match(config.hurleyUserIds![0]!, /^PICKUP-LT-[A-Za-z0-9]{16}$/);
  assert.match(config.assets.features![0]!, /^urn:hbo:feature:[A-Za-z0-9]{21}$/);
  assert.equal(config.recordsPerUser, 13);
  assert.equal(config.updateTimeEnd, Math.floor(nowMs / 1000));
  assert.equal(config.updateTimeStart, config.updateTimeEnd - 90 * day);
  assert.equal(config.ttl, config.updateTimeEnd + 730 * day);
  assert.equal(config.batch_size, 25);
  assert.ok(config.assets.features!.length >= 13);
  assert.equal(pickupDataset(config).totalMarkers, 65);
});

test("days decide the records when they are not told", () => {
  const table = [
    [1, 1],
    [7, 1],
    [8, 2],
    [365, 53],
    [1825, 261],
  ] as const;
  for (const [days, records] of table) assert.equal(generate({ days }).recordsPerUser, records);
  assert.equal(generate({ days: 7, records: 20 }).recordsPerUser, 20);
});

test("the same seed and end give the same config whatever the time of day; another seed another one", () => {
  const request = { users: 3, seed: "x", endMs: Date.parse("2026-11-01T00:00:00Z"), series: 2 };
  const later = new VirtualClock(nowMs + 1e9);
  assert.deepEqual(generateConfig(request, clock), generateConfig(request, later));
  assert.notDeepEqual(generateConfig(request, clock), generateConfig({ ...request, seed: "y" }, clock));
});

test("the compact file has the same users and markers as the one with lists", () => {
  const request = { users: 20, records: 9, series: 6, userIds: ["me", "you"] };
  const [lists, rules] = [false, true].map((compact) => pickupDataset(generate({ ...request, compact })));
  assert.deepEqual(rules!.config.hurleyUserIds, ["me", "you"]);
  assert.equal(rules!.users, 20);
  for (let user = 0; user < 20; user++) {
    assert.equal(lists!.idOf(user), rules!.idOf(user));
    assert.deepEqual(lists!.rowsOf(user), rules!.rowsOf(user));
  }
});

test("given ids and assets come first or alone", () => {
  const config = generate({ users: 3, records: 2, userIds: ["me", "you"], assets: ["urn:a", "urn:b"] });
  assert.deepEqual(config.hurleyUserIds!.slice(0, 2), ["me", "you"]);
  assert.equal(config.hurleyUserIds!.length, 3);
  assert.deepEqual(config.assets, { features: ["urn:a", "urn:b"] });
  assert.deepEqual(generate({ users: 1, userIds: ["me"], compact: true }).generatedUsers, undefined);
});

test("series are generated beside the features, with ten episodes each", () => {
  const { assets } = generate({ series: 3 });
  assert.equal(assets.series!.length, 3);
  for (const { id, episodes } of assets.series!) {
    assert.match(id, /^urn:hbo:series:[A-Za-z0-9]{21}$/);
    assert.equal(episodes.length, 10);
  }
  assert.deepEqual(generate({ series: 3, compact: true }).assets.generatedSeries, { count: 3, episodes: 10 });
});

const bad: readonly [Partial<ConfigRequest>, RegExp][] = [
  [{ users: 0 }, /^users is 0: must be a whole number from 1 to 1000000000$/],
  [{ days: 0 }, /^days is 0: must be a whole number from 1 to 1825$/],
  [{ days: 1826 }, /^days is 1826: /],
  [{ records: 0 }, /^records is 0: must be a whole number from 1 to 1000$/],
  [{ records: 1001 }, /^records is 1001: /],
  [{ series: -1 }, /^series is -1: /],
  [{ records: 3, assets: ["urn:a", "urn:b"] }, /^records is 3, but there are only 2 assets/],
  [{ users: 1, userIds: ["a", "b"] }, /^users is 1, but 2 user ids are given$/],
  [{ users: 1_000_001 }, /^users is 1000001: .*--compact$/],
  [{ endMs: nowMs + 1000 }, /^updateTimeEnd \(2026-11-23T10:20:31Z\) is in the future$/],
  [{ days: 90, endMs: nowMs - 1736 * day * 1000 }, /^updateTimeStart \(.*\) is more than five years ago$/],
];

test("a request that cannot be met is one clear line", () => {
  for (const [request, message] of bad) {
    assert.throws(
      () => generate(request),
      (error) => {
        assert.ok(error instanceof KitError);
        assert.match(error.message, message);
        return error.code === "PICKUP_CONFIG_REQUEST_INVALID" && error.exitCode === 2 && error.hint !== undefined;
      },
    );
  }
});

test("all that is wrong with the numbers is told at once", () => {
  assert.throws(() => generate({ users: 0, days: 5000, records: -1 }), /users is 0.*\ndays is 5000.*\nrecords is -1/);
});

test("the longest history that ends now is accepted", () => {
  assert.equal(generate({ days: 1825 }).updateTimeStart, Math.floor(nowMs / 1000) - 1825 * day);
});
