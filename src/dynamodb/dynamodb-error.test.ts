import assert from "node:assert/strict";
import { test } from "node:test";
import { type DynamodbErrorKind, errorOfAnswer } from "./dynamodb-error.ts";

function answer(type: string, message = "", more = {}): Buffer {
  return Buffer.from(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more }));
}

const rows: readonly [status: number, type: string, kind: DynamodbErrorKind][] = [
  [400, "ProvisionedThroughputExceededException", "throttled"],
  [400, "ThrottlingException", "throttled"],
  [400, "RequestLimitExceeded", "throttled"],
  [500, "InternalServerError", "server"],
  [503, "SomethingNew", "server"],
  [400, "ReplicatedWriteConflictException", "server"],
  [400, "ExpiredTokenException", "expired"],
  [400, "RequestTimeTooSkewed", "clock"],
  [400, "InvalidSignatureException", "denied"],
  [400, "UnrecognizedClientException", "denied"],
  [400, "AccessDeniedException", "denied"],
  [400, "ResourceNotFoundException", "absent"],
  [400, "ValidationException", "rejected"],
  [400, "SomethingNew", "rejected"],
];

for (const [status, type, kind] of rows) {
  test(`${type} with status ${status} is ${kind}`, () => {
    const error = errorOfAnswer(status, answer(type, "why"));
    assert.equal(error.kind, kind);
    assert.equal(error.type, type);
    assert.equal(error.message, `${type}: why`);
    assert.equal(error.retryable, ["throttled", "server"].includes(kind));
    assert.equal(error.fatal, ["expired", "clock", "denied", "absent"].includes(kind));
  });
}

test("a signature refused for its date is a skewed clock, not a wrong key", () => {
  const late = "Signature expired: 20261123T100000Z is now earlier than 20261123T100500Z";
  assert.equal(errorOfAnswer(400, answer("InvalidSignatureException", late)).kind, "clock");
  const early = "Signature not yet current: 20261123T120000Z is still later than 20261123T100500Z";
  assert.equal(errorOfAnswer(400, answer("InvalidSignatureException", early)).kind, "clock");
});

test("throttling reasons and messages are read in both spellings", () => {
  const reasons = [{ reason: "TableWriteKeyRangeThroughputExceeded", resource: "arn:…" }];
  const upper = errorOfAnswer(400, answer("RequestLimitExceeded", "m", { ThrottlingReasons: reasons }));
  const lower = errorOfAnswer(400, answer("ThrottlingException", "m", { throttlingReasons: reasons }));
  assert.deepEqual([upper.reasons, lower.reasons], [reasons, reasons]);
  const capital = errorOfAnswer(400, Buffer.from('{"__type":"x#AccessDeniedException","Message":"no"}'));
  assert.equal(capital.message, "AccessDeniedException: no");
});

test("an answer that is no JSON is judged by its status", () => {
  assert.equal(errorOfAnswer(502, Buffer.from("<html>")).kind, "server");
  assert.equal(errorOfAnswer(404, Buffer.from("")).kind, "rejected");
});
