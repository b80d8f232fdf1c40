import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Config, pickupDataset } from "../../dataset/index.ts";
import { KeyPace } from "../rate/key-pace.ts";
import { type RangeState, sliceStates, untouched } from "../resume/range-state.ts";
import { type Entry, ItemSource } from "./item-source.ts";

const config: Config = {
  productCode: "hboMax",
  seed: "source",
  generatedUsers: { count: 40 },
  assets: { generatedFeatures: { count: 400 } },
  updateTimeStart: 1_785_715_200,
  updateTimeEnd: 1_793_491_200,
  recordsPerUser: { kind: "uniform", min: 0, max: 8 },
};
const light = pickupDataset(config);
const heavyId = light.idOf(7);
const mixed = pickupDataset({ ...config, recordsOverrides: { [heavyId]: 300 } });

function take(source: ItemSource, nowMs = 0, size = 25): Entry[] {
  const batch: Entry[] = [];
  source.addTo(batch, size, nowMs);
  return batch;
}

function placesIn(states: readonly RangeState[]): string[] {
  return states.flatMap(({ holes, low, end }) => [
    ...holes.flatMap(([user, from, to]) => Array.from({ length: to - from }, (_, at) => `${user}/${from + at}`)),
    ...Array.from({ length: end - low }, (_, at) => low + at).flatMap((user) =>
      Array.from({ length: mixed.recordsOf(user) }, (_, record) => `${user}/${record}`),
    ),
  ]);
}

const place = ({ owner, record }: Entry) => `${owner.user}/${record}`;

test("at any moment what is left is exactly what was not settled, and from there another source goes on", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(99)), fc.nat(60), fc.integer({ min: 1, max: 3 }), (picks, rounds, parts) => {
      const source = new ItemSource(mixed, [untouched([0, 40])]);
      const out: Entry[] = [];
      const settled = new Set<string>();
      for (let round = 0; round < rounds; round++) {
        out.push(...take(source));
        for (let done = 0; done < 20 && out.length > 0; done++) {
          const [entry] = out.splice(picks.next().value! % out.length, 1);
          source.settle(entry!);
          settled.add(place(entry!));
        }
      }
      const all = placesIn([untouched([0, 40])]);
      const left = all.filter((one) => !settled.has(one)).toSorted();
      assert.deepEqual(placesIn(source.states()).toSorted(), left);
      const later = Array.from({ length: parts }, (_, part) => {
        const next = new ItemSource(mixed, sliceStates(source.states(), part, parts));
        const places: string[] = [];
        for (let batch = take(next); batch.length > 0; batch = take(next)) places.push(...batch.map(place));
        return places;
      });
      assert.deepEqual(later.flat().toSorted(), left);
    }),
    { numRuns: 50 },
  );
});

test("a user with many records takes a fifth of each batch while there are others, and all of it afterwards", () => {
  const source = new ItemSource(mixed, [untouched([0, 40])]);
  const shares: number[] = [];
  for (let batch = take(source); batch.length > 0; batch = take(source)) {
    shares.push(batch.filter(({ owner }) => owner.user === 7).length);
  }
  assert.deepEqual(shares.slice(2, 5), [5, 5, 5]);
  assert.equal(shares.at(-2), 25);
});

test("several users with many records take turns, so that no batch holds two items of one of them", () => {
  const heavy = pickupDataset({ ...config, recordsPerUser: 60 });
  const batch = take(new ItemSource(heavy, [untouched([0, 40])]));
  assert.equal(new Set(batch.map(({ owner }) => owner.user)).size, 25);
});

test("a hot key waits for its pace while the others go on; its items come back to it", () => {
  const source = new ItemSource(mixed, [untouched([0, 40])]);
  const refused: Entry[] = [];
  for (let round = 0; round < 4; round++) {
    for (const entry of take(source)) if (entry.owner.user === 7) refused.push(entry);
  }
  assert.ok(refused.length > 0);
  refused[0]!.owner.pace = new KeyPace(0, () => 0);
  for (const entry of refused) source.giveBack(entry);
  for (let batch = take(source); batch.length > 0; batch = take(source)) {
    assert.ok(batch.every(({ owner }) => owner.user !== 7));
  }
  assert.equal(source.readyMs(0), 500);
  const again: string[] = [];
  for (let nowMs = 500; nowMs < 3_000; nowMs += 10) again.push(...take(source, nowMs).map(place));
  assert.deepEqual(new Set(again).size, 300);
});
