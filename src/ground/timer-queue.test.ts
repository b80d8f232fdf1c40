import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { test } from "node:test";
import { TimerQueue } from "./timer-queue.ts";

const now = () => performance.now();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("timers fire in the order of their time, each within a few milliseconds of it", async () => {
  const queue = new TimerQueue(now);
  const startMs = now();
  const fired: { delayMs: number; atMs: number }[] = [];
  for (const delayMs of [30, 5, 20, 0, 12.5]) {
    queue.after(delayMs, () => fired.push({ delayMs, atMs: now() - startMs }));
  }
  await pause(80);
  assert.deepEqual(
    fired.map(({ delayMs }) => delayMs),
    [0, 5, 12.5, 20, 30],
  );
  for (const { delayMs, atMs } of fired) assert.ok(atMs >= delayMs - 1.1, `${delayMs} ms fired after ${atMs}`);
});

test("a timer set by one that fires waits for another turn, however short it is", async () => {
  const queue = new TimerQueue(now);
  const turns: number[] = [];
  let turn = 0;
  const third = Promise.withResolvers<void>();
  const again = () => {
    turns.push(turn);
    if (turns.length < 3) queue.after(0, again);
    else third.resolve();
    setImmediate(() => turn++);
  };
  queue.after(0, again);
  await third.promise;
  assert.equal(new Set(turns).size, 3);
});

test("a timer with slack fires together with another that is due within it, else at its own time", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 0;
  const queue = new TimerQueue(() => nowMs);
  const fired: [name: string, atMs: number][] = [];
  const after = (name: string, delayMs: number, slackMs?: number) =>
    queue.after(delayMs, () => fired.push([name, nowMs]), slackMs);
  after("exact", 20);
  after("with it", 23, 4);
  after("alone", 40, 4);
  after("no company", 43);
  for (; nowMs < 50; t.mock.timers.tick(1)) nowMs++;
  assert.deepEqual(fired, [
    ["exact", 20],
    ["with it", 20],
    ["alone", 39],
    ["no company", 43],
  ]);
});

test("a cancelled timer never fires, also when it was due with the one that cancels it", async () => {
  const queue = new TimerQueue(now);
  const fired: string[] = [];
  queue.after(1, () => {
    fired.push("first");
    second.cancel();
    second.cancel();
  });
  const second = queue.after(1.2, () => fired.push("second"));
  queue.after(1.4, () => fired.push("third"));
  await pause(20);
  assert.deepEqual(fired, ["first", "third"]);
});

test("when nothing is waited for any more, Node has no timer left", () => {
  const timersOfNode = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timersOfNode();
  const queue = new TimerQueue(now);
  const timers = Array.from({ length: 1000 }, (_, index) => queue.after(1000 + index, () => assert.fail()));
  assert.equal(timersOfNode(), before + 1);
  for (const timer of timers) timer.cancel();
  assert.equal(timersOfNode(), before);
});

test("a timer that throws does so as any of Node's does, and those after it still fire", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const queue = new TimerQueue(() => 0);
  let fired = 0;
  queue.after(0.2, () => {
    throw new Error("from a timer");
  });
  queue.after(0.4, () => fired++);
  assert.throws(() => t.mock.timers.tick(1), /from a timer/);
  assert.equal(fired, 0);
  t.mock.timers.tick(1);
  assert.equal(fired, 1);
});
