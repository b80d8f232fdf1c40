import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isDone, type RangeState, sliceStates, untouched } from "./range-state.ts";

const states = fc
  .array(fc.tuple(fc.nat(20), fc.nat(20), fc.array(fc.nat(9), { maxLength: 5 })), { maxLength: 4 })
  .map((parts) => {
    let at = 0;
    return parts.map(([begun, left, holes]): RangeState => {
      const start = at;
      at += begun + left;
      const low = start + begun;
      const ofBegun = begun === 0 ? [] : holes.map((hole): [number, number, number] => [start, hole * 2, hole * 2 + 1]);
      return { start, end: at, low, holes: ofBegun };
    });
  });

test("the slices of what is left hold every user and every hole once, whatever their number", () => {
  fc.assert(
    fc.property(states, fc.integer({ min: 1, max: 5 }), (whole, parts) => {
      const slices = Array.from({ length: parts }, (_, index) => sliceStates(whole, index, parts)).flat();
      const usersOf = (list: readonly RangeState[]) =>
        list.flatMap(({ low, end }) => Array.from({ length: end - low }, (_, user) => low + user));
      const holesOf = (list: readonly RangeState[]) => list.flatMap(({ holes }) => holes).map(String);
      assert.deepEqual(usersOf(slices), usersOf(whole));
      assert.deepEqual(holesOf(slices).toSorted(), holesOf(whole).toSorted());
    }),
  );
});

test("a range is done when its mark is at its end and it has no holes", () => {
  assert.ok(!isDone(untouched([0, 1])));
  assert.ok(isDone({ start: 0, end: 1, low: 1, holes: [] }));
  assert.ok(!isDone({ start: 0, end: 1, low: 1, holes: [[0, 3, 4]] }));
});
