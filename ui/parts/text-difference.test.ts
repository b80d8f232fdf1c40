import assert from "node:assert/strict";
import { test } from "node:test";
import { beginningOf, endOf, textDifference } from "./text-difference.ts";

test("only the stretch that differs is marked", () => {
  assert.deepEqual(textDifference('{"position":961}', '{"position":611}'), {
    before: '{"position":',
    expected: "96",
    got: "61",
    after: "1}",
  });
});

test("texts of which one is the beginning of the other differ at the end", () => {
  assert.deepEqual(textDifference("aa", "aaa"), { before: "aa", expected: "", got: "a", after: "" });
  assert.deepEqual(textDifference("", "x"), { before: "", expected: "", got: "x", after: "" });
});

test("what both share is shown near the difference only", () => {
  assert.equal(endOf("x".repeat(500)).length, 121);
  assert.equal(beginningOf("short"), "short");
});
