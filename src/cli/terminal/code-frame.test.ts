import assert from "node:assert/strict";
import { test } from "node:test";
import { codeFrame } from "./code-frame.ts";
import { plainPaint } from "./paint.ts";

const source = Array.from({ length: 11 }, (_, index) => `line ${index + 1}`).join("\n");

test("a code frame shows two lines on either side, and marks the column", () => {
  assert.deepEqual(codeFrame(source, { line: 9, column: 3 }, plainPaint), [
    "   7 | line 7",
    "   8 | line 8",
    ">  9 | line 9",
    "         ^",
    "  10 | line 10",
    "  11 | line 11",
  ]);
});

test("a code frame ends where the source does, and is empty for a line that it has not", () => {
  assert.deepEqual(codeFrame("only\n", { line: 1, column: 1 }, plainPaint), ["> 1 | only", "      ^"]);
  assert.deepEqual(codeFrame(source, { line: 12, column: 1 }, plainPaint), []);
});
