import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { BenchServer } from "./servers/nginx.ts";
import { machineCpuMs, usageOf } from "./process-usage.ts";

/** A load generator, ours or a peer: how it is started. It must outlast warm-up and window; it is then interrupted. */
export interface Generator {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: { readonly [name: string]: string };
  /** Looks at what the generator printed and throws when its run was not a good one. */
  check?(output: string): void;
}

/** What a generator did in the measured window, as the server and the operating system saw it. */
export interface MeasuredRun {
  readonly requestsPerSecond: number;
  readonly cpuUsPerRequest: number;
  /** The share of one core that the generator used. */
  readonly coreShare: number;
  /** The share of one core that was used by neither generator nor server: the less, the better the measurement. */
  readonly foreignShare: number;
  readonly rssBytes: number;
}

export interface RunConditions {
  readonly server: BenchServer;
  /** Cores for the generator, as `taskset -c` takes them. */
  readonly cores: string;
  /** From the first request the server sees; then the window begins. */
  readonly warmUpMs: number;
  readonly windowMs: number;
}

/**
 * Runs a generator in a fresh process and measures it from outside: requests are counted by the server, processor time
 * by the operating system, so no generator is believed in what it says of itself and none pays for its start.
 */
export async function measureRun(generator: Generator, conditions: RunConditions): Promise<MeasuredRun> {
  const { server, cores, warmUpMs, windowMs } = conditions;
  const [before, child] = [await server.requests(), start(generator, cores)];
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => output.push(text));
  const ended = once(child, "exit");
  try {
    await untilFirstRequest(server, before, () => child.exitCode !== null);
    await pause(warmUpMs);
    const from = await reading(server, child.pid!);
    await pause(windowMs);
    const to = await reading(server, child.pid!);
    if (child.exitCode !== null) throw new Error("it ended before the window did");
    return difference(from, to);
  } catch (error) {
    throw new Error(`${generator.name}: ${(error as Error).message}\n${output.join("")}`, { cause: error });
  } finally {
    await end(child, ended);
    generator.check?.(output.join(""));
  }
}

function start({ command, env }: Generator, cores: string) {
  return spawn("taskset", ["-c", cores, ...command], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}

/** As Ctrl+C does; what does not end by it is killed. */
async function end(child: ReturnType<typeof start>, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGINT");
  const patience = new AbortController();
  await Promise.race([ended, pause(5000, undefined, { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
  child.kill("SIGKILL");
  await ended;
}

async function untilFirstRequest(server: BenchServer, before: number, isOver: () => boolean): Promise<void> {
  const startMs = performance.now();
  // Each look is a request itself.
  for (let looks = 1; (await server.requests()) <= before + looks; looks++) {
    if (isOver()) throw new Error("it ended without a request");
    if (performance.now() - startMs > 30_000) throw new Error("no request within 30 s");
    await pause(50);
  }
}

interface Reading {
  readonly atMs: number;
  readonly requests: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly foreignCpuMs: number;
}

async function reading(server: BenchServer, pid: number): Promise<Reading> {
  const requests = await server.requests();
  const [generator, own] = [usageOf(pid), usageOf(server.pid)];
  const foreignCpuMs = machineCpuMs() - generator.cpuMs - own.cpuMs;
  return { requests, atMs: performance.now(), ...generator, foreignCpuMs };
}

function difference(from: Reading, to: Reading): MeasuredRun {
  const requests = to.requests - from.requests - 1;
  const elapsedMs = to.atMs - from.atMs;
  const cpuMs = to.cpuMs - from.cpuMs;
  return {
    requestsPerSecond: (requests * 1000) / elapsedMs,
    cpuUsPerRequest: (cpuMs * 1000) / requests,
    coreShare: cpuMs / elapsedMs,
    foreignShare: (to.foreignCpuMs - from.foreignCpuMs) / elapsedMs,
    rssBytes: to.rssBytes,
  };
}
