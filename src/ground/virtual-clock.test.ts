import assert from "node:assert/strict";
import { test } from "node:test";
import { sleep } from "./clock.ts";
import { VirtualClock } from "./virtual-clock.ts";

test("timers fire in the order of their due times, each at exactly its due time", async () => {
  const clock = new VirtualClock(1_000_000);
  const fired: [string, number, number][] = [];
  const note = (name: string) => () => fired.push([name, clock.now(), clock.wallNow()]);
  clock.after(20, note("late"));
  clock.after(10, note("early"));
  clock.after(10, note("as early, set later"));
  clock.after(-5, note("past"));
  await clock.advance(15);
  assert.deepEqual(fired, [
    ["past", 0, 1_000_000],
    ["early", 10, 1_000_010],
    ["as early, set later", 10, 1_000_010],
  ]);
  assert.equal(clock.now(), 15);
  await clock.advance(100);
  assert.deepEqual(fired.at(-1), ["late", 20, 1_000_020]);
  assert.equal(clock.now(), 115);
});

test("a cancelled timer does not fire", async () => {
  const clock = new VirtualClock();
  let fired = false;
  const timer = clock.after(10, () => (fired = true));
  timer.cancel();
  await clock.advance(20);
  assert.equal(fired, false);
});

test("what a firing starts may fire within the same advance", async () => {
  const clock = new VirtualClock();
  const wakings: number[] = [];
  const walk = async () => {
    for (let step = 0; step < 5; step++) {
      await sleep(clock, 10);
      wakings.push(clock.now());
    }
  };
  const walking = walk();
  await clock.advance(35);
  assert.deepEqual(wakings, [10, 20, 30]);
  await clock.advance(15);
  await walking;
  assert.deepEqual(wakings, [10, 20, 30, 40, 50]);
});
