// Whether browsers that look at a run change what it measures: `node bench/web/event-clients.ts [--clients 10]
// [--pairs 5] [--seconds 12] [--rate 500]`. Each pair is two runs of a real `pickup load` with its page, one without and
// one with so many open event streams: one worker, so many requests a second that nothing is near its limit, an nginx. How
// far the runs without streams lie apart says what of a difference the machine has done. Needs nginx and taskset.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Summary } from "../../src/results/index.ts";
import { startNginx } from "../servers/nginx.ts";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "10" },
    pairs: { type: "string", default: "5" },
    seconds: { type: "string", default: "12" },
    rate: { type: "string", default: "500" },
  },
});
const clients = Number(values.clients);
const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const loadTest = fileURLToPath(new URL("../engine/status.load.ts", import.meta.url));

await using server = await startNginx(1);
const ratios: number[] = [];
const differencesMs: number[] = [];
const alones: number[] = [];

for (let pair = 1; pair <= Number(values.pairs); pair++) {
  // The order alternates, so that what drifts on the machine falls on both.
  const order = pair % 2 === 0 ? [clients, 0] : [0, clients];
  const p99 = new Map<number, number>();
  for (const watching of order) p99.set(watching, await p99With(watching));
  const [alone, watched] = [p99.get(0)!, p99.get(clients)!];
  alones.push(alone);
  ratios.push(watched / alone);
  differencesMs.push(watched - alone);
  console.log(`pair ${pair}: p99 ${alone} ms alone, ${watched} ms with ${clients} event streams`);
}

console.log(
  `median of ${values.pairs} pairs: ratio ${medianOf(ratios).toFixed(3)}, ` +
    `difference ${medianOf(differencesMs).toFixed(3)} ms (must be within 10 % or 0.2 ms); without streams the p99 lay ` +
    `between ${Math.min(...alones)} and ${Math.max(...alones)} ms`,
);

async function p99With(watching: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "bench-events-"));
  const load = ["-H", server.origin, "--token-kind", "none", "-u", "100", "--workers", "1"];
  const shape = ["--arrival-rate", `${values.rate}/s`, "-t", `${values.seconds}s`, "--warm-up", "2s"];
  const page = ["--web-port", "0", "--autostart", "--autoquit", "0s"];
  const results = ["--runs", folder, "--json-file", join(folder, "summary.json")];
  const args = [program, "load", loadTest, ...load, ...shape, ...page, ...results];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const url = await addressOf(child);
  const streams = Array.from({ length: watching }, () => openStream(url));
  await ended;
  await Promise.all(streams);
  const { total } = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
  rmSync(folder, { recursive: true });
  return total.latencyMs!.p99;
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

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
