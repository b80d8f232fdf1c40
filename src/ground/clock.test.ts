import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { sleep, systemClock } from "./clock.ts";
import { VirtualClock } from "./virtual-clock.ts";

test("sleep ends when its time has come, not before", async () => {
  const clock = new VirtualClock();
  let ended = false;
  const sleeping = sleep(clock, 100).then(() => (ended = true));
  await clock.advance(99);
  assert.equal(ended, false);
  await clock.advance(1);
  assert.equal(ended, true);
  await sleeping;
});

test("an aborted signal ends a sleep early and without an error, before it or during it", async () => {
  const clock = new VirtualClock();
  await sleep(clock, 1000, AbortSignal.abort());
  const abort = new AbortController();
  const sleeping = sleep(clock, 1000, abort.signal);
  abort.abort();
  await sleeping;
  assert.equal(clock.now(), 0);
});

test("the system clock never fires on the same turn and can be cancelled", async () => {
  const fired: string[] = [];
  systemClock.after(0, () => fired.push("kept"));
  systemClock.after(0, () => fired.push("cancelled")).cancel();
  assert.deepEqual(fired, []);
  await sleep(systemClock, 5);
  assert.deepEqual(fired, ["kept"]);
});

test("all threads of a process read the same monotonic time", async () => {
  const clockUrl = new URL("./clock.ts", import.meta.url).href;
  const source = `import { parentPort } from "node:worker_threads";
    import { systemClock } from ${JSON.stringify(clockUrl)};
    parentPort.postMessage(systemClock.now());`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  const before = systemClock.now();
  const there = await new Promise<number>((resolve, reject) => worker.once("message", resolve).once("error", reject));
  const after = systemClock.now();
  assert.ok(there >= before - 1 && there <= after + 1, `${before} ≤ ${there} ≤ ${after}`);
});
