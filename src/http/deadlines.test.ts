import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { type Clock, VirtualClock } from "../ground/index.ts";
import { type Deadline, Deadlines } from "./deadlines.ts";

function deadline(clock: Clock, deadlines: Deadlines, expired: number[]): Deadline {
  const made: Deadline = {
    deadlineMs: Infinity,
    watchedMs: Infinity,
    expire: () => {
      expired.push(clock.now());
      deadlines.clear(made);
    },
  };
  return made;
}

test("each deadline expires at its moment, unless it was moved or cleared", async () => {
  const step = fc.record({
    who: fc.nat(4),
    what: fc.constantFrom("set", "set", "set", "clear"),
    inMs: fc.integer({ min: 1, max: 50 }),
    thenMs: fc.integer({ min: 0, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const clock = new VirtualClock();
      const deadlines = new Deadlines(clock);
      const expired = Array.from({ length: 5 }, (): number[] => []);
      const watched = expired.map((moments) => deadline(clock, deadlines, moments));
      const expected = Array.from({ length: 5 }, (): number[] => []);
      const due = watched.map(() => Infinity);
      const pass = (untilMs: number) => {
        due.forEach((dueMs, who) => {
          if (dueMs > untilMs) return;
          expected[who]!.push(dueMs);
          due[who] = Infinity;
        });
      };
      for (const { who, what, inMs, thenMs } of steps) {
        if (what === "set") deadlines.set(watched[who]!, (due[who] = clock.now() + inMs));
        else deadlines.clear(watched[who]!);
        if (what === "clear") due[who] = Infinity;
        pass(clock.now() + thenMs);
        await clock.advance(thenMs);
      }
      pass(Infinity - 1);
      await clock.advance(100);
      assert.deepEqual(
        expired,
        expected.map((moments) => moments.filter((moment) => moment !== Infinity)),
      );
    }),
    { numRuns: 60 },
  );
});

test("one timer serves all, and none is left when nothing is waited for", () => {
  const clock = new VirtualClock();
  let armed = 0;
  let cancelled = 0;
  const counting: Clock = {
    now: () => clock.now(),
    wallNow: () => clock.wallNow(),
    after(delayMs, fire) {
      armed++;
      const timer = clock.after(delayMs, fire);
      return {
        cancel() {
          cancelled++;
          timer.cancel();
        },
      };
    },
  };
  const deadlines = new Deadlines(counting);
  const watched = Array.from({ length: 1000 }, () => deadline(counting, deadlines, []));
  for (let round = 0; round < 10; round++) {
    for (const one of watched) deadlines.set(one, 5000 + round);
    for (const one of watched) deadlines.clear(one);
  }
  assert.deepEqual([armed, cancelled], [1, 0]);
  deadlines.set(watched[0]!, 6000);
  deadlines.rest();
  assert.equal(cancelled, 0);
  deadlines.clear(watched[0]!);
  deadlines.rest();
  assert.equal(cancelled, 1);
});

test("a thread that was held up reads what came meanwhile before a deadline expires", async () => {
  let nowMs = 0;
  let fire: () => void = assert.fail;
  const stalling: Clock = {
    now: () => nowMs,
    wallNow: () => nowMs,
    after(_delayMs, later) {
      fire = later;
      return { cancel: () => undefined };
    },
  };
  const deadlines = new Deadlines(stalling);
  const expired: number[] = [];
  const answered = deadline(stalling, deadlines, expired);
  const unanswered = deadline(stalling, deadlines, expired);
  deadlines.set(answered, 100);
  deadlines.set(unanswered, 120);
  nowMs = 500;
  fire();
  deadlines.clear(answered);
  assert.deepEqual(expired, []);
  await turn();
  assert.deepEqual(expired, [500]);
});
