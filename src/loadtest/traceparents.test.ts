import assert from "node:assert/strict";
import { test } from "node:test";
import { traceparents } from "./traceparents.ts";

test("a share of all requests is traced, evenly spread, each with ids of its own in W3C's form", () => {
  const next = traceparents(0.25)!;
  const given = Array.from({ length: 400 }, () => next());
  const traced = given.filter((value) => value !== null);
  assert.equal(traced.length, 100);
  assert.deepEqual(
    given.slice(0, 8).map((value) => value !== null),
    [false, false, false, true, false, false, false, true],
  );
  assert.equal(new Set(traced).size, 100);
  for (const value of traced) assert.match(value, /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/);
});

test("every request is traced with a share of 1, and with none nothing is asked", () => {
  const next = traceparents(1)!;
  assert.ok(next() !== null && next() !== null);
  assert.equal(traceparents(0), undefined);
});
