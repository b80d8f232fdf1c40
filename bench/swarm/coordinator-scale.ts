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
import { Coordinator, loadNats, partsFor } from "../../src/swarm/index.ts";
import { usageOf } from "../process-usage.ts";
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
const rss: number[] = [];
let tickBytes = 0;
let logBytes = 0;
let startMs = 0;
/** When the start is over. */
const settledSecond = 5;
let settled = usage();

function take(second: number, { tick }: LoadReport): void {
  statistics.add(unpackTick(tick));
  lags.push(clock.now() - startMs - (second + 1) * 1000);
  rss.push(process.memoryUsage.rss());
  if (second === settledSecond) settled = usage();
  logBytes = encode(tick).length;
}

/** What everybody used until now. */
function usage() {
  const { user, system } = process.cpuUsage();
  const [nats, machinesMs] = [usageOf(server.pid!).cpuMs, usageOf(simulator.pid!).cpuMs];
  return { atMs: clock.now(), coordinator: (user + system) / 1000, nats, machines: machinesMs };
}

const runId = `scale-${Date.now()}`;
const { connectHub, natsTransport } = await loadNats();
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
  const used = usage();
  coordinator.stop(0);
  await over;
  const lag = lags.slice(settledSecond).toSorted(byValue);
  const share = (of: "coordinator" | "nats" | "machines") =>
    ((used[of] - settled[of]) / (used.atMs - settled.atMs)).toFixed(2);
  const median = (values: readonly number[]) => values[Math.floor(values.length / 2)]!;
  const megabytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(0)} MB`;
  console.log(`${machines} machines, ${endpoints} endpoints, ${lags.length} s: ${statistics.total.requests} requests`);
  console.log(`a second of one worker: ${tickBytes} bytes; the merged one: ${logBytes} bytes`);
  console.log(`of a core: ${share("coordinator")}; nats-server ${share("nats")}, the machines ${share("machines")}`);
  console.log(`merged after its end: median ${median(lag).toFixed(0)} ms, most ${lag.at(-1)!.toFixed(0)} ms`);
  const settledRss = rss.slice(settledSecond);
  const third = Math.ceil(settledRss.length / 3);
  const mostOf = (index: number) => megabytes(Math.max(...settledRss.slice(index * third, (index + 1) * third)));
  console.log(`memory at most, by thirds of the run: ${[0, 1, 2].map(mostOf).join(", ")}`);
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
