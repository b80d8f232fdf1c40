import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyPace } from "./key-pace.ts";

const half = () => 0.5;

test("a hot key is parked, then written a little slower than DynamoDB writes a key", () => {
  const pace = new KeyPace(0, half);
  assert.equal(pace.readyMs(0), 1_000);
  let written = 0;
  for (let nowMs = 1_000; nowMs < 11_000; nowMs++) {
    while (pace.readyMs(nowMs) <= nowMs) {
      pace.take(1);
      written++;
    }
  }
  assert.ok(written > 9_300 && written <= 9_600, `${written} in ten seconds`);
});

test("each second with refusals slows it down once, and quiet ones bring the pace back", () => {
  const pace = new KeyPace(0, half);
  pace.refuse(1_500, half);
  pace.refuse(1_600, half);
  assert.equal(Math.round(pace.unitsPerSecond), 760);
  assert.equal(pace.readyMs(1_600), 2_500);
  for (let nowMs = 2_500; nowMs < 30_000; nowMs += 500) pace.readyMs(nowMs);
  assert.equal(Math.round(pace.unitsPerSecond), 950);
});
