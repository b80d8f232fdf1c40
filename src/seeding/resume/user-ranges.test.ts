import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { joinRanges, sliceRanges, type UserRange, usersIn } from "./user-ranges.ts";

/** Ascending ranges that do not overlap. */
const ranges = fc
  .uniqueArray(fc.integer({ min: 0, max: 1_000 }), { maxLength: 12 })
  .map((bounds) => bounds.toSorted((one, other) => one - other))
  .map((bounds) =>
    bounds.flatMap((start, at): UserRange[] =>
      at % 2 === 0 && at + 1 < bounds.length ? [[start, bounds[at + 1]!]] : [],
    ),
  );

function usersOf(of: readonly UserRange[]): number[] {
  return of.flatMap(([start, end]) => Array.from({ length: end - start }, (_, index) => start + index));
}

test("the slices of any number of workers are the whole, in order, and nearly equal", () => {
  fc.assert(
    fc.property(ranges, fc.integer({ min: 1, max: 9 }), (whole, workers) => {
      const slices = Array.from({ length: workers }, (_, worker) => sliceRanges(whole, worker, workers));
      assert.deepEqual(slices.flatMap(usersOf), usersOf(whole));
      const sizes = slices.map(usersIn);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
    }),
  );
});

test("joined ranges hold the same users and no two touch", () => {
  fc.assert(
    fc.property(ranges, fc.integer({ min: 1, max: 5 }), (whole, parts) => {
      const cut = Array.from({ length: parts }, (_, part) => sliceRanges(whole, part, parts)).flat();
      const joined = joinRanges(cut);
      assert.deepEqual(usersOf(joined), usersOf(whole));
      for (const [at, [start]] of joined.entries()) assert.ok(at === 0 || joined[at - 1]![1] < start);
    }),
  );
});
