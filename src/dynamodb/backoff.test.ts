import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { VirtualClock } from "../ground/index.ts";
import { fullJitterMs, withRetries } from "./backoff.ts";
import { DynamodbError } from "./dynamodb-error.ts";

test("the ceiling of the wait doubles with each attempt up to the cap", () => {
  const ceilings = [1, 2, 3, 4, 5, 6].map((attempt) => fullJitterMs(attempt, 50, 1_000, () => 1));
  assert.deepEqual(ceilings, [50, 100, 200, 400, 800, 1_000]);
});

test("the wait is spread over the whole room below the ceiling", () => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), unit, (attempt, random) => {
      const delayMs = fullJitterMs(attempt, 50, 5_000, () => random);
      assert.equal(delayMs, random * Math.min(5_000, 50 * 2 ** (attempt - 1)));
    }),
  );
});

test("a call is repeated after its waits until it succeeds", async () => {
  const clock = new VirtualClock();
  const sentAtMs: number[] = [];
  const answered = withRetries(
    async () => {
      sentAtMs.push(clock.now());
      if (sentAtMs.length < 4) throw new DynamodbError("throttled", "ThrottlingException", "");
      return "done";
    },
    clock,
    () => 0.5,
  );
  await clock.advance(1_000);
  assert.equal(await answered, "done");
  assert.deepEqual(sentAtMs, [0, 25, 75, 175]);
});

test("an error that no repetition mends is thrown at once, a lasting one after the last attempt", async () => {
  const clock = new VirtualClock();
  let calls = 0;
  const failing = (kind: "absent" | "server") =>
    withRetries(
      async () => {
        calls++;
        throw new DynamodbError(kind, "Some", "");
      },
      clock,
      () => 0,
      3,
    );
  await assert.rejects(failing("absent"), { code: "PICKUP_TABLE_ABSENT" });
  assert.equal(calls, 1);
  const lasting = assert.rejects(failing("server"), { code: "PICKUP_DYNAMODB_FAILING" });
  await clock.advance(1_000);
  await lasting;
  assert.equal(calls, 4);
});
