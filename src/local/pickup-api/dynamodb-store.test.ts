import assert from "node:assert/strict";
import { test } from "node:test";
import { startDynalite } from "../../../test/support/dynalite.ts";
import { type AttributeMap, dynamodbClient, placeholderCredentials } from "../../dynamodb/index.ts";
import { systemClock, VirtualClock } from "../../ground/index.ts";
import { makeMarkerTable } from "../database/marker-table.ts";
import { DynamodbStore, markerOf } from "./dynamodb-store.ts";
import type { StoreUnavailable } from "./marker-store.ts";

const item: AttributeMap = {
  prof: { S: "u:hboMax" },
  parent: { S: "urn:hbo:series:s" },
  asset: { S: "urn:hbo:episode:e" },
  position: { N: "840" },
  runtime: { N: "7942" },
  time: { N: "1646368749123" },
  ttl: { N: "1709440749" },
  done: { BOOL: false },
  showcw: { BOOL: true },
};

test("an item is read as the service writes it", () => {
  const marker = {
    parent: "urn:hbo:series:s",
    asset: "urn:hbo:episode:e",
    position: 840,
    runtime: 7942,
    timeMs: 1_646_368_749_123,
    ttlSeconds: 1_709_440_749,
    done: false,
    showcw: true,
  };
  assert.deepEqual(markerOf(item), marker);
  assert.deepEqual(markerOf({ ...item, asset: { NULL: true } }), { ...marker, asset: null });
});

test("an item without showcw is not shown, without done not done, without ttl never expires", () => {
  const { showcw: _showcw, done: _done, ttl: _ttl, ...rest } = item;
  const marker = markerOf(rest);
  assert.deepEqual([marker.showcw, marker.done, marker.ttlSeconds], [false, false, null]);
});

test("an item without a usable time is an error that names the item and the attribute", () => {
  assert.throws(() => markerOf({ ...item, time: { S: "1646368749123" } }), {
    message: "the item u:hboMax / urn:hbo:series:s has no usable time",
  });
});

test("all pages of a profile are read, and no other profile's rows", async () => {
  await using database = await startDynalite();
  const target = { endpoint: database.endpoint, region: "us-west-2", table: "pickup-test" };
  const client = dynamodbClient(target, placeholderCredentials, systemClock);
  await makeMarkerTable(client, systemClock);
  const put = (changes: AttributeMap) => client.call("PutItem", { Item: { ...item, ...changes } });
  // DynamoDB ends a page after 1 MB.
  const filling = { S: "x".repeat(300_000) };
  for (let i = 0; i < 7; i++) await put({ parent: { S: `urn:${i}` }, filling });
  await put({ prof: { S: "u2:hboMax" } });
  const onePage = (await client.call("Query", {
    KeyConditionExpression: "prof = :prof",
    ExpressionAttributeValues: { ":prof": { S: "u:hboMax" } },
  })) as { Count: number };
  assert.ok(onePage.Count < 7, "the test needs more than one page");
  const store = new DynamodbStore(target, systemClock);
  const markers = await store.markersOf("u:hboMax");
  assert.deepEqual(
    markers.map(({ parent }) => parent).toSorted(),
    [0, 1, 2, 3, 4, 5, 6].map((i) => `urn:${i}`),
  );
  assert.deepEqual(await store.markersOf("nobody:hboMax"), []);
  store.close();
  client.close();
});

test("a marker is put in the place of an older one or one as old, a newer one stays, and each is found", async () => {
  await using database = await startDynalite();
  const target = { endpoint: database.endpoint, region: "us-west-2", table: "pickup-test" };
  const client = dynamodbClient(target, placeholderCredentials, systemClock);
  await makeMarkerTable(client, systemClock);
  const store = new DynamodbStore(target, systemClock);
  const marker = markerOf(item);
  assert.equal(await store.markerOf("u:hboMax", marker.parent), null);
  assert.equal(await store.put("u:hboMax", marker), true);
  assert.deepEqual(await store.markerOf("u:hboMax", marker.parent), marker);
  assert.equal(await store.put("u:hboMax", { ...marker, timeMs: marker.timeMs - 1, position: 1 }), false);
  assert.deepEqual(await store.markerOf("u:hboMax", marker.parent), marker);
  const feature = { ...marker, asset: null, ttlSeconds: null, position: 2 };
  assert.equal(await store.put("u:hboMax", feature), true);
  assert.deepEqual(await store.markersOf("u:hboMax"), [feature]);
  store.close();
  client.close();
});

test("an absent table and a database that is down make the store unavailable, each by its own code", async () => {
  const database = await startDynalite();
  const target = { endpoint: database.endpoint, region: "us-west-2", table: "pickup-test" };
  const clock = new VirtualClock(Date.now());
  const store = new DynamodbStore(target, clock);
  await assert.rejects(store.markersOf("u:hboMax"), { code: "TABLE_ABSENT", message: /no table pickup-test/ });
  await database[Symbol.asyncDispose]();
  const failures: unknown[] = [];
  void store.markersOf("u:hboMax").catch((error: unknown) => failures.push(error));
  while (failures.length === 0) await Promise.all([clock.advance(5_000), new Promise(setImmediate)]);
  assert.equal((failures[0] as StoreUnavailable).code, "DATABASE_UNAVAILABLE");
  store.close();
});
