import assert from "node:assert/strict";
import { test } from "node:test";
import { pressed, sortRows } from "./sort-rows.ts";

const rows = [
  { name: "b10", ms: 3 },
  { name: "b9", ms: null },
  { name: "a", ms: 3 },
  { name: "c", ms: 1 },
];
const names = (sorted: readonly { name: string }[]) => sorted.map(({ name }) => name).join(" ");

test("equal rows keep their places in both directions", () => {
  assert.equal(names(sortRows(rows, ({ ms }) => ms, "ascending")), "c b10 a b9");
  assert.equal(names(sortRows(rows, ({ ms }) => ms, "descending")), "b10 a c b9");
});

test("numbers inside of names count as numbers", () => {
  assert.equal(names(sortRows(rows, ({ name }) => name, "ascending")), "a b9 b10 c");
});

test("a heading first sorts as it suits the column, then the other way round", () => {
  const first = pressed(null, "ms", "descending");
  assert.deepEqual(first, { column: "ms", direction: "descending" });
  assert.deepEqual(pressed(first, "ms", "descending"), { column: "ms", direction: "ascending" });
  assert.deepEqual(pressed(first, "name", "ascending"), { column: "name", direction: "ascending" });
});

test("the rows that were given stay as they are", () => {
  sortRows(rows, ({ ms }) => ms, "ascending");
  assert.equal(names(rows), "b10 b9 a c");
});
