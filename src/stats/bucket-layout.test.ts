import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { bucketOf, highestOf, lowestOf } from "./bucket-layout.ts";

const microseconds = fc.oneof(fc.nat(5000), fc.nat(0x7fff_ffff), fc.maxSafeNat());

test("every value lies inside its bucket, which is at most a thousandth of it wide", () => {
  fc.assert(
    fc.property(microseconds, (us) => {
      const bucket = bucketOf(us);
      assert.ok(lowestOf(bucket) <= us && us <= highestOf(bucket));
      assert.ok(highestOf(bucket) - lowestOf(bucket) <= us / 1000);
    }),
  );
});

test("the buckets follow each other without a gap from 0 to more than an hour", () => {
  let next = 0;
  for (let bucket = 0; next < 3.7e9; bucket++) {
    assert.equal(lowestOf(bucket), next);
    assert.equal(bucketOf(next), bucket);
    next = highestOf(bucket) + 1;
    assert.equal(bucketOf(next - 1), bucket);
  }
});
