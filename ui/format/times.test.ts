import assert from "node:assert/strict";
import { test } from "node:test";
import { clockText, dateText, durationText, parseDurationSeconds, timeOfDay } from "./times.ts";

test("the seconds of a run read like a clock", () => {
  assert.deepEqual([0, 7, 725, 3600, 36_061].map(clockText), ["0:00", "0:07", "12:05", "1:00:00", "10:01:01"]);
});

test("a duration reads as it is typed", () => {
  assert.deepEqual([0, 45, 150, 3900].map(durationText), ["0s", "45s", "2m 30s", "1h 5m"]);
});

test("a moment is told by the clock of the reader", () => {
  const at = new Date(2026, 10, 3, 4, 5, 6).getTime();
  assert.equal(timeOfDay(at), "04:05:06");
  assert.equal(dateText(at), "2026-11-03 04:05:06");
});

test("durations are read as on the command line", () => {
  assert.deepEqual(["90", "90s", "1h20m", "1.5m", "250ms"].map(parseDurationSeconds), [90, 90, 4800, 90, 0.25]);
  assert.deepEqual(["", "soon", "10x", "5m!"].map(parseDurationSeconds), [undefined, undefined, undefined, undefined]);
});
