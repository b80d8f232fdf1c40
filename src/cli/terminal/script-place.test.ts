import assert from "node:assert/strict";
import { test } from "node:test";
import { scriptPlaceIn } from "./script-place.ts";

const kitFolder = "/kit/src/";

test("the place of an error is the innermost one in the reader's own files", () => {
  const stack = `KitError: nothing to compare
    at AnswerVerification.check (file:///kit/src/loadtest/answer-verification.ts:28:13)
    at async check (/home/me/load/node_modules/checks/index.js:1:1)
    at greet (file:///home/me/it's%20100%25%20new/greet.ts:3:15)
    at async Object.run (file:///home/me/load-test.ts:12:20)`;
  assert.deepEqual(scriptPlaceIn(stack, kitFolder), { file: "/home/me/it's 100% new/greet.ts", line: 3, column: 15 });
});

test("a frame without a function has a place too, and one of Node has none", () => {
  const stack = `Error: late
    at listOnTimeout (node:internal/timers:605:17)
    at file:///home/me/load-test.ts:7:1`;
  assert.deepEqual(scriptPlaceIn(stack, kitFolder), { file: "/home/me/load-test.ts", line: 7, column: 1 });
  assert.equal(scriptPlaceIn("Error: late\n    at listOnTimeout (node:internal/timers:605:17)", kitFolder), undefined);
});
