import assert from "node:assert/strict";
import { test } from "node:test";
import { newRunId } from "./run-id.ts";

test("a run's id is its start in UTC and four hexadecimal digits", () => {
  assert.equal(
    newRunId(Date.UTC(2026, 10, 23, 22, 15, 3, 999), () => 0xab12 / 0x1_0000),
    "2026-11-23T22-15-03-ab12",
  );
  assert.equal(
    newRunId(0, () => 0),
    "1970-01-01T00-00-00-0000",
  );
  assert.equal(
    newRunId(0, () => 1 - 2 ** -53),
    "1970-01-01T00-00-00-ffff",
  );
});
