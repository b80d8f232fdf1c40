import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type Duration, formatBytes, formatCount, formatDurationMs, parseDurationMs, plural } from "./units.ts";

test("durations are read with their units, bare numbers as seconds", () => {
  const table: [Duration, number | undefined][] = [
    [1.5, 1500],
    ["2", 2000],
    ["250ms", 250],
    ["30s", 30_000],
    ["1.5m", 90_000],
    ["1h20m", 4_800_000],
    [" 5s ", 5000],
    ["", undefined],
    ["5 s", undefined],
    ["5d", undefined],
    ["-5s", undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ];
  for (const [duration, ms] of table) assert.equal(parseDurationMs(duration), ms, JSON.stringify(duration));
});

test("durations are written with the units that fit", () => {
  const table: [number, string][] = [
    [0, "0ms"],
    [250, "250ms"],
    [1500, "1.5s"],
    [75_000, "1m15s"],
    [3_600_000, "1h"],
    [3_661_000, "1h1m1s"],
  ];
  for (const [ms, text] of table) assert.equal(formatDurationMs(ms), text);
});

test("a whole number of seconds survives being written and read", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
      assert.equal(parseDurationMs(formatDurationMs(seconds * 1000)), seconds * 1000);
    }),
  );
});

test("bytes and counts are written for people", () => {
  assert.equal(formatBytes(0), "0 B");
  assert.equal(formatBytes(1023), "1023 B");
  assert.equal(formatBytes(1536), "1.5 KB");
  assert.equal(formatBytes(5 * 1024 ** 4), "5 TB");
  assert.equal(formatCount(999), "999");
  assert.equal(formatCount(13_000), "13,000");
  assert.equal(formatCount(1_234_567.6), "1,234,568");
  assert.equal(plural(1, "answer"), "1 answer");
  assert.equal(plural(3104, "answer"), "3,104 answers");
  assert.equal(plural(2, "entry", "entries"), "2 entries");
});
