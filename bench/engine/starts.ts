// One generator process: `node bench/engine/starts.ts ORIGIN RATE USERS SECONDS`. A whole worker run at an arrival rate:
// every start gets a page and checks the status; ORIGIN `none` lets it do nothing. Prints one line of JSON.
import { constant, constantArrivals, type Performer, taskTree, WorkerRun } from "../../src/engine/index.ts";
import { RandomStream, seedKeyOf, systemClock } from "../../src/ground/index.ts";
import { HttpClient } from "../../src/http/index.ts";
import { LatencyHistogram, TickRecorder } from "../../src/stats/index.ts";

const [origin = "none", rate = "20000", users = "1000", seconds = "5"] = process.argv.slice(2);
const clock = systemClock;
const recorder = new TickRecorder("bench", clock);
const lateness = new LatencyHistogram();
const startMs = clock.now() + 200;
/** The first second, in which code is compiled and connections are opened, says nothing about lateness. */
const warmMs = startMs + 1000;
let starts = 0;
let measured = 0;
let late = 0;
let missed = 0;
let failed = 0;

type Acted = HttpClient | null;

function performerOf(index: number): Performer<Acted> {
  const client = origin === "none" ? null : clientOf(index);
  return {
    async perform(act, dueMs, nowMs) {
      starts++;
      if (dueMs > warmMs) file(Math.max(0, nowMs - dueMs));
      client?.due(dueMs);
      await act(client);
      client?.settle();
    },
    abort: () => client?.stop(),
    close: () => client?.stop(),
  };
}

function file(lateMs: number): void {
  measured++;
  lateness.add(lateMs * 1000);
  if (lateMs >= 2) late++;
}

function clientOf(index: number): HttpClient {
  const token = `user-${index}.${"t".repeat(200)}`;
  return new HttpClient({
    origin,
    requestTimeoutMs: 5000,
    connectTimeoutMs: 5000,
    clock,
    bearer: () => token,
    recorder: {
      record(sample) {
        if (sample.outcome !== "ok") failed++;
        recorder.record(sample);
      },
      scriptError: () => undefined,
      repeated: () => undefined,
    },
  });
}

const tasks = taskTree<Acted>({
  async get(client) {
    const answer = await client?.get("/continuewatchinghistory");
    if (answer !== undefined && answer.status !== 200) answer.fail(`status ${answer.status}`);
  },
});
const run = new WorkerRun<Acted>({
  plan: constantArrivals(Number(rate), Number(users), Number(seconds) * 1000),
  slice: { index: 0, of: 1 },
  users: Number(users),
  stopTimeoutMs: 5000,
  clock,
  pick: "fresh",
  random: new RandomStream(seedKeyOf("bench"), 0),
  missed: (count) => (missed += count),
  cast: (user) => ({
    performer: performerOf(user),
    behaviour: { tasks, wait: constant(1) },
    random: new RandomStream(seedKeyOf("bench"), user),
  }),
});

const rss: number[] = [];
const second = setInterval(() => {
  recorder.take(0);
  rss.push(process.memoryUsage.rss());
}, 1000);
const cpu = process.cpuUsage();
await run.run(startMs);
const elapsedMs = clock.now() - startMs;
const used = process.cpuUsage(cpu);
clearInterval(second);
console.log(
  JSON.stringify({
    planned: Number(rate) * Number(seconds),
    starts,
    missed,
    failed,
    elapsedMs,
    latenessMs: { p50: lateness.percentile(50) / 1000, p99: lateness.percentile(99) / 1000 },
    below2ms: 1 - late / Math.max(1, measured),
    cpuShare: (used.user + used.system) / 1000 / elapsedMs,
    cpuUsPerStart: (used.user + used.system) / Math.max(1, starts),
    rssGrowthBytes: (rss.at(-1) ?? 0) - (rss[1] ?? 0),
  }),
);
