import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { VirtualClock } from "../ground/index.ts";
import { PackedReader, PackedWriter } from "./packed-bytes.ts";
import { mergeTicks } from "./merge-ticks.ts";
import { packTick, unpackTick } from "./tick-bytes.ts";
import { TickRecorder } from "./tick-recorder.ts";
import { sumTicks } from "./tick-sum.ts";

const request = fc.record({
  method: fc.constantFrom("GET", "POST"),
  name: fc.oneof(fc.constantFrom("/a", "/b"), fc.string({ unit: "binary", maxLength: 20 })),
  outcome: fc.constantFrom("ok", "http-error", "timeout"),
  reason: fc.string(),
  bytesReceived: fc.nat(2 ** 31 - 1),
  status: fc.constantFrom(0, 200),
  tookMs: fc.double({ min: 0, max: 4_000_000, noNaN: true }),
});
const tick = fc.array(request, { maxLength: 20 }).map((requests) => {
  const recorder = new TickRecorder("machine/0", new VirtualClock(0));
  for (const { tookMs, ...about } of requests) {
    recorder.record({ ...about, dueMs: 0, sentMs: tookMs / 2, endMs: tookMs });
  }
  recorder.count("things", 0.5);
  recorder.loopLag(3, 2);
  return recorder.take(7);
});

test("any tick comes out of its bytes as it was", () => {
  fc.assert(fc.property(tick, (one) => assert.deepEqual(unpackTick(packTick(one)), one)));
});

test("the sum of packed ticks is that of the ticks", () => {
  fc.assert(
    fc.property(fc.array(tick, { minLength: 1, maxLength: 4 }), (ticks) =>
      assert.deepEqual(unpackTick(sumTicks(ticks.map(packTick))), mergeTicks(ticks)),
    ),
  );
});

test("whole numbers up to the largest safe one come out as they went in", () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
      const writer = new PackedWriter();
      for (const number of numbers) writer.number(number);
      const reader = new PackedReader(writer.end());
      assert.deepEqual(
        numbers.map(() => reader.number()),
        numbers,
      );
    }),
  );
});
