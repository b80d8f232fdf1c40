import assert from "node:assert/strict";
import { test } from "node:test";
import { bucketMs, bucketOf, heatmapExtent, latencyBands, roundLatencies, shadeOf } from "./heatmap-scale.ts";

const eight = { bucketsPerDoubling: 8 };

test("a bucket and its latency lead to each other", () => {
  assert.equal(bucketMs(0, eight), 0.001);
  assert.equal(bucketMs(80, eight), 1.024);
  assert.equal(bucketOf(1.024, eight), 80);
  assert.equal(bucketOf(0.0001, eight), 0);
});

test("the extent is that of the cells, and nothing where there are none", () => {
  assert.deepEqual(heatmapExtent([[80, 3, 90, 1], [], [70, 9]]), { least: 70, most: 90, greatest: 9 });
  assert.equal(heatmapExtent([[], []]), null);
});

test("a single slow answer beside a million fast ones can be seen", () => {
  assert.ok(shadeOf(1, 1_000_000) >= 0.15);
  assert.equal(shadeOf(1_000_000, 1_000_000), 1);
  assert.equal(shadeOf(0, 10), 0);
  assert.equal(shadeOf(1, 1), 1);
});

test("the marks of the axis are round latencies and few", () => {
  assert.deepEqual(roundLatencies(0.9, 21), [1, 2, 5, 10, 20]);
  assert.deepEqual(roundLatencies(0.05, 2000), [0.1, 1, 10, 100, 1000]);
});

test("the table behind the heatmap loses no request", () => {
  const bands = latencyBands({ ...eight, stepSeconds: 5, columns: [[80, 3, 87, 1, 88, 2], [], [81, 5]] });
  assert.deepEqual(bands, [
    { fromMs: 1.024, toMs: 2.048, counts: [4, 0, 5], total: 9 },
    { fromMs: 2.048, toMs: 4.096, counts: [2, 0, 0], total: 2 },
  ]);
});
