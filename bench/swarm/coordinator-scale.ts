// What a coordinator costs: `node bench/swarm/coordinator-scale.ts [MACHINES=500] [ENDPOINTS=50] [SECONDS=30]`. Simulated
// machines report to a real coordinator over a real nats-server; it adds up, keeps statistics and writes its log. Its
// processor time, its memory, and how long after its end a second is merged. Needs nats-server.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/ground/index.ts";
import type { LoadReport } from "../../src/loadtest/index.ts";
import { RunStatistics, sumTicks, unpackTick } from "../../src/stats/index.ts";
import { Coordinator, connectHub, natsTransport, partsFor } from "../../src/swarm/index.ts";
import { encode } from "../../src/swarm/nats/wire.ts";
import { noEvidence } from "../../src/verification/index.ts";

const [machines = 500, endpoints = 50, seconds = 30] = process.argv.slice(2).map(Number);
const port = 14_777;
const url = `nats://127.0.0.1:${port}`;
const clock = systemClock;
const folder = mkdtempSync(join(tmpdir(), "pickup-scale-"));
const server = spawn("nats-server", ["-js", "-a", "127.0.0.1", "-p", String(port), "-sd", folder], { stdio: "ignore" });
await pause(1000);
const simulator = spawn(
  process.execPath,
  [fileURLToPath(new URL("simulated-machines.ts", import.meta.url)), url, String(machines), String(endpoints)],
  { stdio: ["ignore", "inherit", "inherit"] },
);

const statistics = new RunStatistics();
const lags: number[] = [];
const cores: number[] = [];
const rss: number[] = [];
let tickBytes = 0;
let logBytes = 0;
let startMs = 0;
let cpu = process.cpuUsage();
let takenMs = clock.now();

function take(second: number, { tick }: LoadReport): void {
  statistics.add(unpackTick(tick));
  const nowMs = clock.now();
  const used = process.cpuUsage(cpu);
  cpu = process.cpuUsage();
  lags.push(nowMs - startMs - (second + 1) * 1000);
  cores.push((used.user + used.system) / 1000 / (nowMs - takenMs));
  rss.push(process.memoryUsage.rss());
  takenMs = nowMs;
  logBytes = encode(tick).length;
}

const runId = `scale-${Date.now()}`;
const transport = natsTransport({
  settings: { url },
  runId,
  version: "scale",
  machines,
  parts: partsFor(machines, Number.POSITIVE_INFINITY),
  maxBytes: 4 * 1024 ** 3,
  files: new Map(),
  memo: {},
  onLine: () => undefined,
  pack: (input) => input,
  clock,
  interrupted: new AbortController().signal,
  notice: () => undefined,
});

try {
  const coordinator = await Coordinator.prepare<unknown, LoadReport>(
    {
      job: "load",
      input: {},
      shareOf: (parts) => parts,
      merged: (reports) => ({
        tick: sumTicks(reports.map(({ tick }) => tick)),
        evidence: noEvidence,
        asked: [],
      }),
      onHeard: (report) => (tickBytes ||= encode(report).length),
      onStart: (ms) => (startMs = ms),
      onReports: (second, reports) => take(second, reports[0]!),
    },
    transport,
    clock,
  );
  const over = coordinator.run();
  await pause(seconds * 1000);
  const hub = await connectHub({ url }, "scale");
  const { state } = await hub.manager.streams.info(`pickup-${runId}`);
  await hub.connection.close();
  coordinator.stop(0);
  await over;
  // The first seconds hold the start.
  const [lag, core] = [lags.slice(5).toSorted(byValue), cores.slice(5).toSorted(byValue)];
  const median = (values: readonly number[]) => values[Math.floor(values.length / 2)]!;
  const megabytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(0)} MB`;
  console.log(`${machines} machines, ${endpoints} endpoints, ${lags.length} s: ${statistics.total.requests} requests`);
  console.log(`a second of one worker: ${tickBytes} bytes; the merged one: ${logBytes} bytes`);
  console.log(`of a core: median ${median(core).toFixed(2)}, most ${core.at(-1)!.toFixed(2)}`);
  console.log(`merged after its end: median ${median(lag).toFixed(0)} ms, most ${lag.at(-1)!.toFixed(0)} ms`);
  console.log(`memory: ${megabytes(rss[5]!)} after 5 s, ${megabytes(rss.at(-1)!)} at the end`);
  console.log(`stream: ${megabytes(state.bytes)} in ${state.messages} messages after ${seconds} s`);
} finally {
  await transport.close();
  simulator.kill("SIGKILL");
  server.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}

function byValue(a: number, b: number): number {
  return a - b;
}
