import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { BatchFiller } from "./batch-filler.ts";

interface Numbered {
  readonly key: string;
  readonly number: number;
}

function entriesOf(keys: readonly number[]): Numbered[] {
  return keys.map((key, number) => ({ key: String(key), number }));
}

test("whatever comes back whenever: no batch is too large or names a key twice, and nothing is lost or doubled", () => {
  const keys = fc.array(fc.nat(30), { maxLength: 120 });
  const size = fc.integer({ min: 1, max: 25 });
  const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(keys, size, chances, (of, most, chance) => {
      const entries = entriesOf(of);
      const filler = new BatchFiller(entries.values(), most);
      const written: number[] = [];
      let failures = 200;
      for (let nowMs = 0; ;) {
        const batch = filler.take(nowMs);
        if (batch.length === 0) {
          const dueMs = filler.nextDueMs();
          if (dueMs === undefined) break;
          assert.ok(dueMs > nowMs);
          nowMs = dueMs;
          continue;
        }
        assert.ok(batch.length <= most);
        assert.equal(new Set(batch.map(({ key }) => key)).size, batch.length);
        for (const entry of batch) {
          if (failures-- > 0 && chance.next().value! < 0.4)
            filler.defer([entry], nowMs + 1 + 100 * chance.next().value!);
          else written.push(entry.number);
        }
      }
      assert.deepEqual(
        written.toSorted((one, other) => one - other),
        entries.map(({ number }) => number),
      );
    }),
  );
});

test("what is due again goes in front of fresh entries, what is not due waits", () => {
  const filler = new BatchFiller(entriesOf([1, 2, 3, 4, 5]).values(), 2);
  const [first, second] = filler.take(0);
  filler.defer([first!], 100);
  filler.defer([second!], 50);
  assert.deepEqual(
    filler.take(49).map(({ key }) => key),
    ["3", "4"],
  );
  assert.equal(filler.nextDueMs(), 50);
  assert.deepEqual(
    filler.take(50).map(({ key }) => key),
    ["2", "5"],
  );
  assert.deepEqual(filler.take(99), []);
  assert.deepEqual(
    filler.take(100).map(({ key }) => key),
    ["1"],
  );
  assert.equal(filler.nextDueMs(), undefined);
});

for (const count of [0, 1, 24, 25, 26, 50]) {
  test(`${count} entries make batches of 25 and a rest`, () => {
    const filler = new BatchFiller(entriesOf(Array.from({ length: count }, (_, index) => index)).values(), 25);
    const sizes: number[] = [];
    for (let batch = filler.take(0); batch.length > 0; batch = filler.take(0)) sizes.push(batch.length);
    const full = Array<number>(Math.floor(count / 25)).fill(25);
    assert.deepEqual(sizes, count % 25 === 0 ? full : [...full, count % 25]);
  });
}
