import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteWriter } from "../ground/index.ts";
import { pickupDataset } from "./dataset.ts";
import { itemOf } from "./item.ts";
import { ItemEncoder } from "./item-encoder.ts";
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

function written(write: (into: ByteWriter) => void): string {
  const into = new ByteWriter();
  write(into);
  return into.written().toString();
}

test("an item is written byte for byte as its JSON, whatever characters its ids have", () => {
  const dataset = pickupDataset(config);
  const encoder = new ItemEncoder(dataset, 1_900_000_000);
  for (let user = 0; user < dataset.users; user++) {
    for (const marker of dataset.rowsOf(user)) {
      const item = itemOf(dataset, user, marker, 1_900_000_000);
      assert.equal(
        written((into) => encoder.item(user, marker, into)),
        JSON.stringify(item),
      );
      const { prof, parent } = item;
      assert.equal(
        written((into) => encoder.key(user, marker, into)),
        JSON.stringify({ prof, parent }),
      );
    }
  }
});
