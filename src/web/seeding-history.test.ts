import assert from "node:assert/strict";
import { test } from "node:test";
import { begunSeeding } from "../../test/support/seeding-progress.ts";
import type { SeedingProgress } from "../seeding/index.ts";
import { SeedingHistory } from "./seeding-history.ts";

const begun = begunSeeding(1000);

/** The `n`-th second: 100 × n items, n of them throttled. */
function second(n: number): SeedingProgress {
  const last = {
    itemsPerSecond: 100 * n,
    unitsPerSecond: 200 * n,
    limitUnitsPerSecond: 1000 + n,
    p50Ms: n,
    p99Ms: 10 - n,
  };
  const throttled = (n * (n + 1)) / 2;
  return { ...begun, elapsedMs: n * 1000, retries: { ...begun.retries, throttled }, last };
}

test("each second is a point, with what was sent again since the one before", () => {
  const history = new SeedingHistory();
  assert.equal(history.add(begun), false);
  assert.equal(history.latest, null);
  for (const n of [1, 2, 3]) history.add(second(n));
  const { second: at, itemsPerSecond, limitUnitsPerSecond, throttled, network } = history.view();
  assert.deepEqual(at, [1, 2, 3]);
  assert.deepEqual(itemsPerSecond, [100, 200, 300]);
  assert.deepEqual(limitUnitsPerSecond, [1001, 1002, 1003]);
  assert.deepEqual(throttled, [1, 2, 3]);
  assert.deepEqual(network, [0, 0, 0]);
  assert.equal(history.latest!.index, 2);
});

test("a full history joins two steps: rates by their mean, percentiles by the slower, and later seconds fill a step", () => {
  const history = new SeedingHistory(4);
  const renewed = [begun, ...[1, 2, 3, 4, 5, 6, 7].map(second)].map((progress) => history.add(progress));
  assert.deepEqual(renewed, [false, false, false, false, false, true, false, false]);
  const { second: at, itemsPerSecond, p50Ms, p99Ms, throttled } = history.view();
  assert.deepEqual(at, [2, 4, 6, 7]);
  assert.deepEqual(itemsPerSecond, [150, 350, 550, 700]);
  assert.deepEqual(p50Ms, [2, 4, 6, 7]);
  assert.deepEqual(p99Ms, [9, 7, 5, 3]);
  assert.deepEqual(throttled, [1.5, 3.5, 5.5, 7]);
});
