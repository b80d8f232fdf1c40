import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { userTypeChoice } from "./user-type-choice.ts";

interface Kind {
  readonly name: string;
  readonly weight: number;
  readonly fixedCount: number;
}

const weighted = (name: string, weight: number): Kind => ({ name, weight, fixedCount: 0 });
const fixed = (name: string, fixedCount: number): Kind => ({ name, weight: 0, fixedCount });

/** How many of the first `users` places each type takes. */
function countsOf(types: readonly Kind[], users: number): Record<string, number> {
  const typeOf = userTypeChoice(types);
  const counts = Object.fromEntries(types.map(({ name }) => [name, 0]));
  for (let place = 0; place < users; place++) counts[typeOf(place).name]!++;
  return counts;
}

test("any number of first users is shared out by weight to within a few users", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 3000 }), (given, users) => {
      const types = given.map((weight, i) => weighted(`t${i}`, weight));
      const total = given.reduce((sum, weight) => sum + weight, 0);
      const counts = countsOf(types, users);
      for (const { name, weight } of types)
        assert.ok(Math.abs(counts[name]! - (users * weight) / total) <= 6, `${name}: ${counts[name]} of ${users}`);
    }),
  );
});

test("fixed counts come first and exactly, the rest is shared by weight", () => {
  const types = [weighted("visitor", 3), fixed("clerk", 2), weighted("buyer", 1), fixed("guard", 4)];
  assert.deepEqual(countsOf(types, 6), { visitor: 0, clerk: 2, buyer: 0, guard: 4 });
  const { visitor, buyer, ...fixedCounts } = countsOf(types, 406);
  assert.deepEqual(fixedCounts, { clerk: 2, guard: 4 });
  assert.ok(Math.abs(visitor! - 300) <= 3 && Math.abs(buyer! - 100) <= 3);
});

test("several fixed counts fill up side by side", () => {
  const { a, b } = countsOf([fixed("a", 30), fixed("b", 10)], 20);
  assert.deepEqual([a, b], [15, 5]);
});
