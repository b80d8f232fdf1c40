import assert from "node:assert/strict";
import { test } from "node:test";
import { shownRange } from "./time-axis.ts";

test("the whole run is shown, and at its beginning half a minute", () => {
  assert.deepEqual(shownRange({ kind: "all" }, 3600), [0, 3600]);
  assert.deepEqual(shownRange({ kind: "all" }, 4), [0, 30]);
});

test("the last minutes move on with the run, a chosen stretch stays", () => {
  assert.deepEqual(shownRange({ kind: "last", seconds: 300 }, 1000), [700, 1000]);
  assert.deepEqual(shownRange({ kind: "last", seconds: 300 }, 100), [0, 100]);
  assert.deepEqual(shownRange({ kind: "stretch", from: 10, to: 20 }, 1000), [10, 20]);
});
