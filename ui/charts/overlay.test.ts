import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunHistoryView } from "../state/protocol.ts";
import { atTimes, sharedTimes } from "./overlay.ts";

const history = (stepSeconds: number, length: number) => ({ stepSeconds, length }) as RunHistoryView;

test("two runs of other lengths and steps share one time", () => {
  assert.deepEqual(sharedTimes(history(2, 2), history(1, 3)), [0, 1, 2, 3]);
});

test("a step stands for all of its seconds, and after the end is nothing", () => {
  assert.deepEqual(atTimes([7, null, 9], { stepSeconds: 2 }, [0, 1, 2, 3, 4, 5, 6]), [7, 7, null, null, 9, 9, null]);
});
