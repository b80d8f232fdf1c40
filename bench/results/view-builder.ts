// What the page's view of a run costs the coordinator per second, beside what the statistics alone cost it: 50 endpoints,
// 3,000 requests a second, an hour. `node bench/results/view-builder.ts [endpoints]`
import { simulatedStart } from "../../test/support/simulated-run.ts";
import { VirtualClock } from "../../src/ground/index.ts";
import { RunViewBuilder } from "../../src/results/index.ts";
import { RunStatistics, type Tick, TickRecorder } from "../../src/stats/index.ts";

const endpoints = Number(process.argv[2] ?? 50);
const seconds = 3600;
/** So many different seconds, over and over. */
const recorded = 60;

const recorder = new TickRecorder("thread-0", new VirtualClock());
const ticks = Array.from({ length: recorded }, (_, second) => {
  for (let n = 0; n < 3000; n++) {
    const endMs = Math.exp(3 + ((n * 7919 + second * 104_729) % 997) / 500);
    const answered = { method: "GET", outcome: "ok", reason: "", dueMs: 0, sentMs: 0.1, status: 200 } as const;
    const sizes = { bytesReceived: 2400, contentBytes: 2100, firstByteMs: endMs - 0.1 };
    recorder.record({ ...answered, ...sizes, name: `/endpoint/${n % endpoints}`, endMs });
  }
  recorder.setFacts({ users: 100, cpuMs: 300, elapsedMs: 1000, rssBytes: 1e8 });
  return recorder.take(second);
});

/** Mean milliseconds of processor time for a second, after a tenth of the run for warming up. */
function costOf(hear: (tick: Tick, statistics: RunStatistics) => void): number {
  const statistics = new RunStatistics();
  let started = process.cpuUsage();
  for (let second = 0; second < seconds; second++) {
    if (second === seconds / 10) started = process.cpuUsage();
    const tick = { ...ticks[second % recorded]!, second };
    statistics.add(tick);
    hear(tick, statistics);
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000 / (seconds * 0.9);
}

function builderWith(listeners: number): RunViewBuilder {
  const builder = new RunViewBuilder();
  builder.start(simulatedStart());
  let bytes = 0;
  const tick = (told: unknown) => void (bytes += JSON.stringify(told).length);
  for (let i = 0; i < listeners; i++) builder.listen({ renewed: () => undefined, tick });
  return builder;
}

const standing = { thresholds: [], target: 100 };
const alone = costOf(() => undefined);
for (const listeners of [0, 1]) {
  const builder = builderWith(listeners);
  const cost = costOf((tick, statistics) => builder.tick(tick, statistics, standing)) - alone;
  const heard = listeners === 0 ? "nobody listening" : "each second as JSON";
  process.stdout.write(`${heard}: ${cost.toFixed(2)} ms a second, ${(cost / 10).toFixed(2)} % of a core\n`);
  const before = performance.now();
  const text = builder.json();
  const written = performance.now();
  builder.view();
  const [writing, making] = [written - before, performance.now() - written].map((ms) => ms.toFixed(1));
  const size = (text.length / 1e6).toFixed(1);
  process.stdout.write(`  a whole view: ${making} ms to make, ${writing} ms to write as ${size} MB of JSON\n`);
}
process.stdout.write(`the statistics alone: ${alone.toFixed(2)} ms a second\n`);
