import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "./virtual-clock.ts";
import { Rest } from "./rest.ts";

test("a rest ends when it is woken, else after a minute, and nobody need be resting to be woken", async () => {
  const clock = new VirtualClock();
  const rest = new Rest(clock);
  rest.wake();
  const woken = rest.untilWoken();
  await clock.advance(59_000);
  rest.wake();
  assert.equal(await woken, true);
  const left = rest.untilWoken();
  await clock.advance(60_000);
  assert.equal(await left, false);
});
