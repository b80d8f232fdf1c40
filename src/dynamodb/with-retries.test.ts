import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { DynamodbError } from "./dynamodb-error.ts";
import { withRetries } from "./with-retries.ts";

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
