import assert from "node:assert/strict";
import { test } from "node:test";
import { WriteBucket } from "./write-bucket.ts";

function unitsIn(bucket: WriteBucket, seconds: number, batch: number): number {
  let units = 0;
  for (let nowMs = 0; nowMs < seconds * 1000;) {
    const waitMs = bucket.waitMs(nowMs);
    nowMs += waitMs;
    if (waitMs > 0) continue;
    bucket.charge(batch);
    units += batch;
  }
  return units;
}

test("the rate is met whatever the size of a batch", () => {
  for (const batch of [1, 25, 400]) {
    const units = unitsIn(new WriteBucket(2_000, 0.05), 10, batch);
    assert.ok(Math.abs(units - 20_000) <= 2 * batch, `${units} units in batches of ${batch}`);
  }
});

test("what turned out to cost more is waited for afterwards", () => {
  const bucket = new WriteBucket(100, 0.05);
  bucket.charge(10);
  bucket.charge(10);
  assert.equal(bucket.waitMs(0), 200);
  bucket.charge(-10);
  assert.equal(bucket.waitMs(0), 100);
});

test("a new rate holds from its moment on, and no rate means no waiting", () => {
  const bucket = new WriteBucket(Infinity, 0.05);
  bucket.charge(1e9);
  assert.equal(bucket.waitMs(0), 0);
  bucket.retune(100, 1_000);
  bucket.charge(50);
  assert.equal(bucket.waitMs(1_000), 500);
  bucket.retune(200, 1_250);
  assert.equal(bucket.waitMs(1_250), 125);
});

test("time before the first question is not caught up with, later pauses are, up to the burst", () => {
  const bucket = new WriteBucket(100, 2);
  assert.equal(bucket.waitMs(60_000), 0);
  bucket.charge(50);
  assert.equal(bucket.waitMs(60_000), 500);
  bucket.waitMs(90_000);
  bucket.charge(250);
  assert.equal(bucket.waitMs(90_000), 500);
});
