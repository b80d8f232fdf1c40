// Whether browsers that look at a run change what it measures: `node bench/web/event-clients.ts [--clients 10]
// [--pairs 5] [--seconds 8] [--rate 500]`. Each pair is two runs of a real `pickup load` with its page, one without and
// one with so many open event streams: one worker, so many requests a second that nothing is near its limit, an nginx. A
// pair that other processes disturb is measured again; how far the runs without streams lie apart says what of a
// difference the machine has done. Needs nginx and taskset.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Summary } from "../../src/results/index.ts";
import { median } from "../pairs.ts";
import { machineCpuMs, usageOf } from "../process-usage.ts";
import { startNginx } from "../servers/nginx.ts";

interface Watched {
  readonly p99Ms: number;
  /** The share of one core that other processes used meanwhile. */
  readonly foreignShare: number;
}

interface Pair {
  readonly alone: Watched;
  readonly watched: Watched;
}

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "10" },
    pairs: { type: "string", default: "5" },
    seconds: { type: "string", default: "8" },
    rate: { type: "string", default: "500" },
  },
});
const clients = Number(values.clients);
const warmUpSeconds = 2;
const toleratedShare = 0.1;
const mostTries = 4;
const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const loadTest = fileURLToPath(new URL("../engine/status.load.ts", import.meta.url));

await using server = await startNginx(1);
const pairs: Pair[] = [];
for (let number = 1; number <= Number(values.pairs); number++) {
  const pair = await quietPair(number % 2 === 0);
  pairs.push(pair);
  const { alone, watched } = pair;
  const others = `others used ${disturbanceOf(pair).toFixed(2)} of a core`;
  console.log(`pair ${number}: p99 ${alone.p99Ms} ms alone, ${watched.p99Ms} ms with ${clients} streams; ${others}`);
}
const alones = pairs.map(({ alone }) => alone.p99Ms);
const ratio = median(pairs.map(({ alone, watched }) => watched.p99Ms / alone.p99Ms));
const differenceMs = median(pairs.map(({ alone, watched }) => watched.p99Ms - alone.p99Ms));
console.log(
  `median of ${pairs.length} pairs: ratio ${ratio.toFixed(3)}, difference ${differenceMs.toFixed(3)} ms (must be within ` +
    `10 % or 0.2 ms); without streams the p99 lay between ${Math.min(...alones)} and ${Math.max(...alones)} ms`,
);

async function quietPair(watchedFirst: boolean): Promise<Pair> {
  let best = await measurePair(watchedFirst);
  for (let tries = 1; tries < mostTries && disturbanceOf(best) > toleratedShare; tries++) {
    const pair = await measurePair(watchedFirst);
    if (disturbanceOf(pair) < disturbanceOf(best)) best = pair;
  }
  return best;
}

function disturbanceOf({ alone, watched }: Pair): number {
  return Math.max(alone.foreignShare, watched.foreignShare);
}

/** The order alternates, so that what drifts on the machine falls on both. */
async function measurePair(watchedFirst: boolean): Promise<Pair> {
  if (watchedFirst) {
    const watched = await measureWith(clients);
    return { watched, alone: await measureWith(0) };
  }
  const alone = await measureWith(0);
  return { alone, watched: await measureWith(clients) };
}

async function measureWith(watching: number): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), "bench-events-"));
  const load = ["-H", server.origin, "--token-kind", "none", "-u", "100", "--workers", "1"];
  const shape = ["--arrival-rate", `${values.rate}/s`, "-t", `${values.seconds}s`, "--warm-up", `${warmUpSeconds}s`];
  const page = ["--web-port", "0", "--autostart", "--autoquit", "0s"];
  const results = ["--runs", folder, "--json-file", join(folder, "summary.json")];
  const args = [program, "load", loadTest, ...load, ...shape, ...page, ...results];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const url = await addressOf(child);
  const streams = Array.from({ length: watching }, () => openStream(url));
  const foreignShare = await foreignShareMeanwhile();
  await ended;
  await Promise.all(streams);
  const { total } = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
  rmSync(folder, { recursive: true });
  return { p99Ms: total.latencyMs!.p99, foreignShare };
}

/** During the counted seconds; generator and server are children of this process. */
async function foreignShareMeanwhile(): Promise<number> {
  const foreignCpuMs = () => machineCpuMs() - usageOf(process.pid).cpuMs;
  await pause(warmUpSeconds * 1000);
  const [fromMs, before] = [performance.now(), foreignCpuMs()];
  await pause((Number(values.seconds) - warmUpSeconds - 1) * 1000);
  return (foreignCpuMs() - before) / (performance.now() - fromMs);
}

async function addressOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /^page: (\S+)/.exec(line)?.[1];
    if (url !== undefined) {
      child.stdout!.resume();
      return url;
    }
  }
  throw new Error("the page was not opened");
}

/** A browser that takes every event as it comes, until the server goes. */
async function openStream(url: string): Promise<void> {
  try {
    const { body } = await fetch(`${url}/api/events`);
    await body!.pipeTo(new WritableStream());
  } catch {
    // The server ended the stream by ending itself.
  }
}
