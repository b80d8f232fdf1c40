import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream, seedKeyOf } from "../ground/index.ts";
import { between, constant, constantPacing, constantThroughput } from "./wait.ts";

const random = () => new RandomStream(seedKeyOf("wait"), 7);

test("a constant wait counts from the end of the task", () => {
  assert.equal(constant(2).nextDueMs(1000, 1500, random()), 3500);
});

test("a random wait lies between its bounds and spreads over them", () => {
  const stream = random();
  const waits = Array.from({ length: 4000 }, () => between(1, 5).nextDueMs(0, 0, stream));
  assert.ok(Math.min(...waits) >= 1000 && Math.min(...waits) < 1050);
  assert.ok(Math.max(...waits) < 5000 && Math.max(...waits) > 4950);
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  assert.ok(Math.abs(mean - 3000) < 75);
});

test("pacing counts from when the last task was due and forgets its debt", () => {
  assert.equal(constantPacing(1).nextDueMs(10_000, 10_300, random()), 11_000);
  assert.equal(constantPacing(1).nextDueMs(10_000, 14_000, random()), 14_000);
});

test("throughput keeps its debt, so that the missed starts follow at once", () => {
  assert.equal(constantThroughput(2).nextDueMs(10_000, 10_100, random()), 10_500);
  assert.equal(constantThroughput(2).nextDueMs(10_000, 14_000, random()), 10_500);
});

test("a wait that is negative, not a number or upside down is refused where it is made", () => {
  for (const make of [
    () => constant(-1),
    () => between(5, 1),
    () => constantPacing(Number.NaN),
    () => constantThroughput(0),
  ]) {
    assert.throws(make, RangeError);
  }
});
