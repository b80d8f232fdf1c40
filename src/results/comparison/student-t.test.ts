import assert from "node:assert/strict";
import { test } from "node:test";
import { studentT } from "./student-t.ts";

test("the bounds are those of the tables", () => {
  // Two-sided 5 %, 1 % and 0.1 % (Abramowitz and Stegun, table 26.10).
  const rows = [
    [1, 12.706, 63.657, 636.619],
    [4, 2.776, 4.604, 8.61],
    [9, 2.262, 3.25, 4.781],
    [19, 2.093, 2.861, 3.883],
    [120, 1.98, 2.617, 3.373],
  ] as const;
  for (const [freedom, ...wanted] of rows) {
    const found = [0.05, 0.01, 0.001].map((outside) => Number(studentT(outside, freedom).toFixed(3)));
    assert.deepEqual(found, wanted, `${freedom} degrees`);
  }
});
