import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DelayQueue } from "./delay-queue.ts";

test("values come out in the order of their times, none before its own", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100)), fc.nat(100), (times, nowMs) => {
      const queue = new DelayQueue<number>();
      for (const time of times) queue.add(time, time);
      const taken: number[] = [];
      for (let value = queue.take(nowMs); value !== undefined; value = queue.take(nowMs)) taken.push(value);
      const sorted = times.toSorted((one, other) => one - other);
      assert.deepEqual(
        taken,
        sorted.filter((time) => time <= nowMs),
      );
      assert.equal(
        queue.firstDueMs,
        sorted.find((time) => time > nowMs),
      );
      assert.equal(queue.size, times.length - taken.length);
    }),
  );
});
