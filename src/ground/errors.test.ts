import assert from "node:assert/strict";
import { test } from "node:test";
import { errorFromRecord, errorRecordOf, exitCodes, KitError, systemCodeOf } from "./errors.ts";

test("an error crosses a wire with its code, message, hint and exit code", () => {
  const error = new KitError("PICKUP_TEST", "what was wrong", { hint: "do this", exitCode: exitCodes.unreachable });
  const crossed = errorFromRecord(structuredClone(errorRecordOf(error)));
  assert.ok(crossed instanceof KitError);
  const { code, message, hint, exitCode } = crossed;
  assert.deepEqual([code, message, hint, exitCode], ["PICKUP_TEST", "what was wrong", "do this", 5]);
});

test("without an exit code an error is one of usage; what is no KitError is internal", () => {
  assert.equal(new KitError("PICKUP_TEST", "x").exitCode, exitCodes.usage);
  assert.deepEqual(
    [new TypeError("x"), "x"]
      .map((thrown) => errorRecordOf(thrown))
      .map(({ code, message, exitCode }) => [code, message, exitCode]),
    [
      ["PICKUP_INTERNAL", "x", exitCodes.internal],
      ["PICKUP_INTERNAL", "x", exitCodes.internal],
    ],
  );
});

test("the code of a system error is found through its causes", () => {
  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  assert.equal(systemCodeOf(refused), "ECONNREFUSED");
  assert.equal(
    systemCodeOf(new KitError("PICKUP_TEST", "x", { cause: new Error("y", { cause: refused }) })),
    "ECONNREFUSED",
  );
  assert.equal(systemCodeOf(new AggregateError([refused])), "ECONNREFUSED");
  assert.equal(systemCodeOf(new KitError("PICKUP_TEST", "x")), undefined);
  assert.equal(systemCodeOf("ENOENT"), undefined);
});
