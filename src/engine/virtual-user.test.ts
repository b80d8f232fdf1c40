import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clock, RandomStream, seedKeyOf, VirtualClock } from "../ground/index.ts";
import { taskTree } from "./task.ts";
import { VirtualUser } from "./virtual-user.ts";
import { constant, type Wait } from "./wait.ts";

/** When a user begins its tasks whose timers all fire as early as their slack allows. */
async function beginnings(wait: Wait, untilMs: number): Promise<number[]> {
  const time = new VirtualClock();
  const clock: Clock = {
    now: () => time.now(),
    wallNow: () => time.wallNow(),
    after: (delayMs, fire, slackMs = 0) => time.after(delayMs - slackMs, fire),
  };
  const begun: number[] = [];
  const performer = {
    async perform() {
      begun.push(Math.round(time.now()));
      await new Promise<void>((resolve) => void time.after(100, resolve));
    },
    abort: () => undefined,
    close: () => undefined,
  };
  const tasks = taskTree({ ask: () => undefined });
  const random = new RandomStream(seedKeyOf("virtual user"), 0);
  const user = new VirtualUser({ performer, behaviour: { tasks, wait }, random }, clock);
  void user.live(0);
  await time.advance(untilMs);
  user.stop();
  return begun;
}

test("a wait ends a five-hundredth early at most, and the next one makes up for it", async () => {
  assert.deepEqual(await beginnings(constant(1), 3500), [0, 1098, 2198, 3298]);
});

test("the longest wait ends 5 ms early at most", async () => {
  assert.deepEqual(await beginnings(constant(10), 20_500), [0, 10_095, 20_195]);
});
