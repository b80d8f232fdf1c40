// One generator process: `node bench/http/users.ts ORIGIN USERS SECONDS [WAIT_SECONDS]`. Each virtual user is an async
// loop that gets, checks the status and waits, if it waits at all. Prints one line of JSON.
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../../src/ground/index.ts";
import { HttpClient } from "../../src/http/index.ts";
import { TickRecorder } from "../../src/stats/index.ts";

const [origin = "", users = "100", seconds = "5", wait = "0"] = process.argv.slice(2);
const waitMs = Number(wait) * 1000;
const warmUpMs = 1000 + 2 * waitMs;
const clock = systemClock;
const ticks = new TickRecorder("bench", clock);
let requests = 0;
let failures = 0;
let isOver = false;

const recorder = {
  record(sample: Parameters<TickRecorder["record"]>[0]): void {
    requests++;
    if (sample.outcome !== "ok") failures++;
    ticks.record(sample);
  },
  repeated: ticks.repeated.bind(ticks),
  scriptError: ticks.scriptError.bind(ticks),
};

const common = {
  origin,
  headers: { "User-Agent": "pickup-load-test/bench", "x-load-test-run": "bench", Accept: "application/json" },
  requestTimeoutMs: 5000,
  connectTimeoutMs: 5000,
  clock,
  recorder,
};

async function live(index: number): Promise<void> {
  const token = `user-${index}.${"t".repeat(200)}`;
  const client = new HttpClient({ ...common, bearer: () => token });
  if (waitMs > 0) await pause(Math.random() * waitMs);
  for (;;) {
    client.due(clock.now());
    const answer = await client.get("/continuewatchinghistory");
    if (answer.status !== 200) answer.fail(`status ${answer.status}`);
    client.settle();
    if (isOver) break;
    if (waitMs > 0) await pause(waitMs * (0.5 + Math.random()));
  }
  client.stop();
}

const lives = Array.from({ length: Number(users) }, (_, index) => live(index));
const second = setInterval(() => ticks.take(0), 1000);
await pause(warmUpMs);
requests = 0;
const cpu = process.cpuUsage();
const fromMs = clock.now();
await pause(Number(seconds) * 1000);
const elapsedMs = clock.now() - fromMs;
const used = process.cpuUsage(cpu);
globalThis.gc?.();
console.log(
  JSON.stringify({
    requestsPerSecond: (requests * 1000) / elapsedMs,
    cpuUsPerRequest: (used.user + used.system) / requests,
    failures,
    rssBytes: process.memoryUsage.rss(),
  }),
);
isOver = true;
clearInterval(second);
if (waitMs > 0) process.exit();
await Promise.all(lives);
