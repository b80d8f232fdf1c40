import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { RandomStream, seedKeyOf } from "../ground/index.ts";
import { mostZipfRanks, uniformDraws, ZipfDraws } from "./distinct-draws.ts";

const key = seedKeyOf("x");

const sizes = fc.integer({ min: 1, max: 300 }).chain((count) => fc.tuple(fc.constant(count), fc.nat(count), fc.nat()));

test("draws are distinct, in range and as many as wanted, be it all of them", () => {
  fc.assert(
    fc.property(sizes, ([count, wanted, number]) => {
      for (const drawn of [
        uniformDraws(count, wanted, new RandomStream(key, number)),
        new ZipfDraws(count).draw(wanted, new RandomStream(key, number)),
        new ZipfDraws(count).draw(count, new RandomStream(key, number)),
      ]) {
        assert.equal(new Set(drawn).size, drawn.length);
        assert.ok(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < count));
      }
      assert.equal(uniformDraws(count, wanted, new RandomStream(key, number)).length, wanted);
      assert.equal(new ZipfDraws(count).draw(wanted, new RandomStream(key, number)).length, wanted);
    }),
  );
});

test("uniform draws take every number equally often", () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (let user = 0; user < 10_000; user++) {
    for (const drawn of uniformDraws(10, 3, new RandomStream(key, user))) counts[drawn]!++;
  }
  for (const count of counts) assert.ok(Math.abs(count - 3000) < 200, counts.join(" "));
});

test("the first Zipf draw follows 1 / rank", () => {
  const zipf = new ZipfDraws(100);
  const counts = Array.from({ length: 100 }, () => 0);
  const draws = 40_000;
  for (let user = 0; user < draws; user++) counts[zipf.draw(1, new RandomStream(key, user))[0]!]!++;
  const harmonic = counts.reduce((sum, _, rank) => sum + 1 / (rank + 1), 0);
  const chiSquare = counts.reduce((sum, count, rank) => {
    const expected = draws / (rank + 1) / harmonic;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  assert.ok(chiSquare < 149, `chi square of 99 degrees of freedom is ${chiSquare}: less likely than 1 in 1,000`);
  const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / draws;
  assert.ok(Math.abs(zipf.mean - mean) < 0.5, `${zipf.mean} ≠ ${mean}`);
});

test("the second Zipf draw follows the weights that the first one left", () => {
  const zipf = new ZipfDraws(3);
  const pairs = new Map<string, number>();
  const draws = 30_000;
  for (let user = 0; user < draws; user++) {
    const pair = zipf.draw(2, new RandomStream(key, user)).join();
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  const weights = [6, 3, 2];
  for (const [first, a] of weights.entries()) {
    for (const [second, b] of weights.entries()) {
      if (first === second) continue;
      const expected = ((draws * a) / 11) * (b / (11 - a));
      const found = pairs.get(`${first},${second}`) ?? 0;
      assert.ok(Math.abs(found - expected) < 5 * Math.sqrt(expected), `${first},${second}: ${found} ≠ ${expected}`);
    }
  }
});

test("a large catalogue costs no more than what is drawn from it", () => {
  const zipf = new ZipfDraws(mostZipfRanks);
  const started = performance.now();
  for (let user = 0; user < 200; user++) zipf.draw(53, new RandomStream(key, user));
  const perUserMs = (performance.now() - started) / 200;
  assert.ok(perUserMs < 5, `${perUserMs} ms for 53 draws`);
});
