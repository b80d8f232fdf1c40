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
  await using running = await RunningGenerator.start(generator, conditions);
  const window = await running.measure(conditions.windowMs);
  await running.end();
  return runOf([window]);
}

/** A generator in a process of its own, warmed up. It can be suspended while others are measured. */
export class RunningGenerator implements AsyncDisposable {
  readonly #generator: Generator;
  readonly #server: BenchServer;
  readonly #child: ReturnType<typeof spawnOn>;
  readonly #ended: Promise<unknown>;
  readonly #output: string[] = [];

  private constructor(generator: Generator, { server, cores }: RunConditions) {
    this.#generator = generator;
    this.#server = server;
    this.#child = spawnOn(cores, generator);
    this.#ended = once(this.#child, "exit");
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => this.#output.push(text));
  }

  static async start(generator: Generator, conditions: RunConditions): Promise<RunningGenerator> {
    const before = await conditions.server.requests();
    const running = new RunningGenerator(generator, conditions);
    try {
      await running.#untilFirstRequest(before);
      await pause(conditions.warmUpMs);
    } catch (error) {
      await running[Symbol.asyncDispose]();
      throw error;
    }
    return running;
  }

  suspend(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }

  /** What it does from here on, for so long. */
  async measure(windowMs: number): Promise<MeasuredWindow> {
    const from = await reading(this.#server, this.#child.pid!);
    await pause(windowMs);
    const to = await reading(this.#server, this.#child.pid!);
    if (this.#child.exitCode !== null) throw this.#error("it ended before the window did");
    return between(from, to);
  }

  /** Interrupts it, and throws when by its own output its run was not a good one. */
  async end(): Promise<void> {
    await this[Symbol.asyncDispose]();
    this.#generator.check?.(this.#output.join(""));
  }

  /** As Ctrl+C does; what does not end by it is killed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.resume();
    this.#child.kill("SIGINT");
    const patience = new AbortController();
    await Promise.race([this.#ended, pause(5000, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  async #untilFirstRequest(before: number): Promise<void> {
    const startMs = performance.now();
    // Each look is a request itself.
    for (let looks = 1; (await this.#server.requests()) <= before + looks; looks++) {
      if (this.#child.exitCode !== null) throw this.#error("it ended without a request");
      if (performance.now() - startMs > 30_000) throw this.#error("no request within 30 s");
      await pause(50);
    }
  }

  #error(message: string): Error {
    return new Error(`${this.#generator.name}: ${message}\n${this.#output.join("")}`);
  }
}

function spawnOn(cores: string, { command, env }: Generator) {
  return spawn("taskset", ["-c", cores, ...command], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}

/** What a generator did, and used, from one moment to another. */
export interface MeasuredWindow {
  readonly requests: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly foreignCpuMs: number;
  /** At its end. */
  readonly rssBytes: number;
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

function between(from: Reading, to: Reading): MeasuredWindow {
  return {
    // The second look at the server is a request itself.
    requests: to.requests - from.requests - 1,
    elapsedMs: to.atMs - from.atMs,
    cpuMs: to.cpuMs - from.cpuMs,
    foreignCpuMs: to.foreignCpuMs - from.foreignCpuMs,
    rssBytes: to.rssBytes,
  };
}

/** One or several windows as one run. */
export function runOf(windows: readonly MeasuredWindow[]): MeasuredRun {
  const sumOf = (part: keyof MeasuredWindow) => windows.reduce((sum, window) => sum + window[part], 0);
  const [requests, elapsedMs, cpuMs] = [sumOf("requests"), sumOf("elapsedMs"), sumOf("cpuMs")];
  return {
    requestsPerSecond: (requests * 1000) / elapsedMs,
    cpuUsPerRequest: (cpuMs * 1000) / requests,
    coreShare: cpuMs / elapsedMs,
    foreignShare: sumOf("foreignCpuMs") / elapsedMs,
    rssBytes: windows.at(-1)!.rssBytes,
  };
}
