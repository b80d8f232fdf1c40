import assert from "node:assert/strict";
import { test } from "node:test";
import { pickupDataset } from "./dataset.ts";
import { itemBytes, itemOf, profileKeyOf } from "./item.ts";

const dataset = pickupDataset({
  productCode: "hboMax",
  hurleyUserIds: ["PICKUP-LT-pKSOBHI5RR5Xc2pY"],
  assets: { features: ["urn:hbo:feature:TdhdfVmrNehRpvMjkgByl"] },
  updateTimeStart: 1_638_592_000,
  updateTimeEnd: 1_646_368_000,
  recordsPerUser: 1,
});

const feature = {
  parent: "urn:hbo:feature:TdhdfVmrNehRpvMjkgByl",
  asset: null,
  position: 840,
  runtime: 7942,
  timeMs: 1_646_368_749_123,
};

test("a feature's row has every attribute with its type, asset being NULL", () => {
  assert.deepEqual(itemOf(dataset, 0, feature, 1_709_440_000), {
    prof: { S: "PICKUP-LT-pKSOBHI5RR5Xc2pY:hboMax" },
    parent: { S: "urn:hbo:feature:TdhdfVmrNehRpvMjkgByl" },
    asset: { NULL: true },
    position: { N: "840" },
    runtime: { N: "7942" },
    time: { N: "1646368749123" },
    ttl: { N: "1709440000" },
    done: { BOOL: false },
    showcw: { BOOL: true },
  });
  assert.equal(profileKeyOf(dataset, 0), "PICKUP-LT-pKSOBHI5RR5Xc2pY:hboMax");
});

test("an episode's row is keyed by its series and names the episode", () => {
  const episode = { ...feature, parent: "urn:hbo:series:s", asset: "urn:hbo:episode:e" };
  const { parent, asset } = itemOf(dataset, 0, episode, 1);
  assert.deepEqual({ parent, asset }, { parent: { S: "urn:hbo:series:s" }, asset: { S: "urn:hbo:episode:e" } });
});

test("an item's bytes are those that DynamoDB bills", () => {
  // prof 4+33, parent 6+37, asset 5+1, position 8+(84: 1+1), runtime 7+(2+1), time 4+(7+1), ttl 3+(170944: 3+1),
  // done 4+1, showcw 6+1
  assert.equal(itemBytes(itemOf(dataset, 0, feature, 1_709_440_000)), 37 + 43 + 6 + 10 + 10 + 12 + 7 + 5 + 7);
  assert.equal(itemBytes({ ä: { S: "€" } }), 2 + 3);
  assert.equal(itemBytes({ n: { N: "0" } }), 1 + 1);
  assert.equal(itemBytes({ n: { N: "-100" } }), 1 + 2);
});
