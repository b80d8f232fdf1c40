import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pickupDataset } from "./dataset.ts";
import { itemOf } from "./item.ts";
import { ItemTexts, jsonBytesOf } from "./item-text.ts";
import type { Config } from "./schema.ts";

const config: Config = {
  productCode: 'hbo"Mäx\\',
  hurleyUserIds: ["plain", "ünï-𝄞", 'quote"d'],
  assets: {
    features: ["urn:hbo:feature:é", "urn:hbo:feature:plain", "a\u2028b\u0001"],
    generatedSeries: { count: 5, episodes: 3 },
  },
  updateTimeStart: 1_638_592_000,
  updateTimeEnd: 1_646_368_000,
  recordsPerUser: 8,
};
const utf8Of = (latin1: string) => Buffer.from(latin1, "latin1").toString("utf8");

test("an item's text is byte for byte the JSON of the item, whatever characters its ids have", () => {
  const dataset = pickupDataset(config);
  const texts = new ItemTexts(dataset, 1_900_000_000);
  for (let user = 0; user < dataset.users; user++) {
    for (const marker of dataset.rowsOf(user)) {
      const item = itemOf(dataset, user, marker, 1_900_000_000);
      assert.equal(utf8Of(texts.item(user, marker)), JSON.stringify(item));
      const { prof, parent } = item;
      assert.equal(utf8Of(texts.key(user, marker)), JSON.stringify({ prof, parent }));
    }
  }
});

test("any text becomes its JSON in UTF-8 bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.equal(utf8Of(jsonBytesOf(text)), JSON.stringify(text));
    }),
  );
});
