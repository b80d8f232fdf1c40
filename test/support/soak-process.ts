// `node --expose-gc test/support/soak-process.ts FOLDER ORIGIN REQUESTS CYCLES`: in this one process a run of so many
// requests, and then so many runs that are started and stopped again. Prints one line of JSON: what the process held
// early on and at the end.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { runCommandLine } from "../../src/cli/program.ts";
import { systemClock } from "../../src/ground/index.ts";

const [folder = "", origin = "", requests = "0", cycles = "0"] = process.argv.slice(2);

/** What a process holds; of its timers and handles, how many there are of each kind. */
export interface Held {
  readonly rssBytes: number;
  readonly openFiles: number;
  readonly resources: string;
}

export interface SoakFigures {
  readonly requests: number;
  readonly cycles: number;
  /** The most the process took in the second tenth of the long run, and in its last tenth. */
  readonly earlyRssBytes: number;
  readonly lateRssBytes: number;
  /** After the first tenth of the cycles, and after the last one. */
  readonly early: Held;
  readonly late: Held;
  readonly seconds: number;
}

writeFileSync(
  join(folder, "soak.ts"),
  `import { constant, defineLoadTest } from "pickup-load-test";
   export default defineLoadTest({
     users: {
       visitor: { wait: constant(0), tasks: { async ask(user) { (await user.http.get("/")).json(); } } },
     },
   });`,
);

/** Runs a `load` as the command line does, in this process; `stopMs` interrupts it after so long. */
async function load(args: readonly string[], stopMs?: number): Promise<number> {
  const interruption = new AbortController();
  const stop = stopMs === undefined ? undefined : setTimeout(() => interruption.abort("SIGINT"), stopMs);
  const nowhere = () => new Writable({ write: (_bytes, _encoding, done) => done() });
  const words = ["load", "--headless", "soak.ts", "-H", origin, "--workers", "1", ...args];
  try {
    return await runCommandLine(words, {
      stdin: Readable.from([]),
      stdout: nowhere(),
      stderr: process.stderr,
      environment: {},
      folder,
      clock: systemClock,
      interrupted: interruption.signal,
    });
  } finally {
    clearTimeout(stop);
  }
}

function requireExit(found: number, expected: readonly number[]): void {
  if (!expected.includes(found)) throw new Error(`a run ended with ${found}, not with one of ${expected.join(", ")}`);
}

async function held(): Promise<Held> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc!();
  }
  const kinds = Map.groupBy(process.getActiveResourcesInfo(), (kind) => kind);
  const resources = [...kinds].map(([kind, all]) => `${all.length} ${kind}`).toSorted();
  return {
    rssBytes: process.memoryUsage.rss(),
    openFiles: readdirSync("/proc/self/fd").length,
    resources: resources.join(", "),
  };
}

/** The long run; gives the resident set, second by second. */
async function longRun(): Promise<number[]> {
  const rss: number[] = [];
  const watch = setInterval(() => rss.push(process.memoryUsage.rss()), 1000);
  const users = ["-u", "100", "-r", "1000"];
  // The threshold ends it (99); a generator at full speed may be called saturated (98) as well.
  requireExit(await load([...users, "--threshold", `requests<${requests} abort`]), [98, 99]);
  clearInterval(watch);
  return rss;
}

/** A machine that stands still has a run of 100 ms end before its first request (3), and leaves as little behind. */
async function startAndStop(times: number): Promise<void> {
  for (let cycle = 0; cycle < times; cycle++) {
    const isInterrupted = cycle % 2 === 1;
    const args = ["-u", "20", "-r", "1000", "-t", isInterrupted ? "1h" : "100ms"];
    requireExit(await load(args, isInterrupted ? 400 : undefined), isInterrupted ? [130] : [0, 3]);
  }
}

const startMs = systemClock.now();
const rss = await longRun();
const most = (from: number, to: number) =>
  Math.max(...rss.slice(Math.floor(from * rss.length), Math.ceil(to * rss.length)));
const tenth = Math.ceil(Number(cycles) / 10);
await startAndStop(tenth);
const early = await held();
await startAndStop(Number(cycles) - tenth);
const late = await held();
const figures: SoakFigures = {
  requests: Number(requests),
  cycles: Number(cycles),
  earlyRssBytes: most(0.1, 0.2),
  lateRssBytes: most(0.9, 1),
  early,
  late,
  seconds: Math.round((systemClock.now() - startMs) / 1000),
};
console.log(JSON.stringify(figures));
