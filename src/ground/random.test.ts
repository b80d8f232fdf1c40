import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { RandomStream, seedKeyOf } from "./random.ts";

const key = seedKeyOf("x");

function wordsOf(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.uint32());
}

test("a seed text stands for the first 64 bits of its SHA-256", () => {
  // printf abc | sha256sum: ba7816bf 8f01cfea …
  assert.deepEqual(seedKeyOf("abc"), { low: 0xbf1678ba, high: 0xeacf018f });
});

test("a stream is the words of Philox, and the same for the same key and number", () => {
  const zero = { low: 0, high: 0 };
  assert.deepEqual(wordsOf(new RandomStream(zero, 0), 4), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  assert.deepEqual(wordsOf(new RandomStream(key, 7), 9), wordsOf(new RandomStream(key, 7), 9));
});

test("streams differ by number, also beyond 32 bits, and by domain", () => {
  const firsts = [
    new RandomStream(key, 0),
    new RandomStream(key, 1),
    new RandomStream(key, 0x1_0000_0000),
    new RandomStream(key, 0x1_0000_0001),
    new RandomStream(key, 0, 1),
    new RandomStream(seedKeyOf("y"), 0),
  ].map((stream) => stream.uint32());
  assert.equal(new Set(firsts).size, firsts.length);
});

test("integers stay below their bound and next stays in [0, 1)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 0x1_0000_0000 }), fc.nat(), (bound, number) => {
      const stream = new RandomStream(key, number);
      const drawn = stream.integer(bound);
      assert.ok(Number.isInteger(drawn) && drawn >= 0 && drawn < bound);
      const share = stream.next();
      assert.ok(share >= 0 && share < 1);
    }),
  );
});

test("a bound below which there is no integer, or that is none itself, is refused", () => {
  const stream = new RandomStream(key, 0);
  for (const bound of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 0x1_0000_0001])
    assert.throws(() => stream.integer(bound), RangeError, String(bound));
  assert.equal(stream.integer(1), 0);
});

test("integers are uniform", () => {
  const stream = new RandomStream(key, 3);
  const counts = Array.from({ length: 6 }, () => 0);
  for (let draw = 0; draw < 60_000; draw++) counts[stream.integer(6)]!++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chiSquare < 20.5, `chi square of 5 degrees of freedom is ${chiSquare}: less likely than 1 in 1,000`);
});
