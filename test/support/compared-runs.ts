import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { exitCodes } from "../../src/ground/index.ts";
import { compareRuns, type ComparisonRow, worseRows } from "../../src/results/index.ts";
import { listening } from "./dynalite.ts";
import { runPickup } from "./kit.ts";

/** By how much the slowed service is slower, and from where on a figure speaks against a run. */
const share = 0.1;

const asking = `
import { constant, defineLoadTest } from "pickup-load-test";
export default defineLoadTest({
  users: { viewer: { wait: constant(0.02), tasks: { async ask(user) { await user.http.get("/a"); } } } },
});
`;

interface MadeRun {
  readonly id: string;
  readonly slowness: number;
}

/** Two runs of a folder beside each other. */
export interface JudgedPair {
  /** True: both against the usual service, or both against the slowed one. */
  readonly isEqual: boolean;
  /** The metrics that speak against the second one. */
  readonly worse: readonly ComparisonRow["metric"][];
  /** The row of the mean latency of all requests. */
  readonly mean: ComparisonRow;
}

/** Real runs in a folder: two against a usual service, two against one that is a tenth slower, and so on. */
export class ComparedRuns {
  readonly #folder: string;
  readonly #options: { readonly seconds: number; readonly users: number };

  constructor(folder: string, options: { readonly seconds: number; readonly users: number }) {
    this.#folder = folder;
    this.#options = options;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "asking.ts"), asking);
  }

  /** Makes the next run. One that the machine spoiled says so itself (invalid) and is made again: those are counted. */
  async add(): Promise<number> {
    const slowness = this.#made().length % 4 < 2 ? 1 : 1 + share;
    let spoiled = 0;
    while (!(await this.#isMadeAgainst(slowness))) spoiled++;
    return spoiled;
  }

  /** Every run beside the one before it; the one against the usual service is the baseline. */
  async pairs(): Promise<readonly JudgedPair[]> {
    const runs = this.#made();
    const pairs: JudgedPair[] = [];
    for (const [place, run] of runs.entries()) {
      const before = runs[place - 1];
      if (before === undefined) continue;
      const [a, b] = before.slowness <= run.slowness ? [before, run] : [run, before];
      const comparison = await compareRuns(this.#folderOf(a), this.#folderOf(b));
      const worse = worseRows(comparison, share).map(({ metric }) => metric);
      const mean = comparison.rows.find(({ metric, endpoint }) => endpoint === "" && metric === "meanMs")!;
      pairs.push({ isEqual: a.slowness === b.slowness, worse, mean });
    }
    return pairs;
  }

  async #isMadeAgainst(slowness: number): Promise<boolean> {
    await using server = await wandering(slowness);
    const { seconds, users } = this.#options;
    const load = ["-H", server.endpoint, "-u", String(users), "-r", "1000", "-t", `${seconds}s`, "--warm-up", "1s"];
    const args = ["load", "asking.ts", "--headless", "--workers", "1", ...load];
    const { exitCode, stderr } = await runPickup(this.#folder, args);
    if (exitCode === exitCodes.invalid) return false;
    if (exitCode !== exitCodes.passed) throw new Error(`a run ended with ${exitCode}: ${stderr}`);
    const id = readdirSync(join(this.#folder, "runs")).toSorted().at(-1)!;
    appendFileSync(this.#list, `${JSON.stringify({ id, slowness } satisfies MadeRun)}\n`);
    return true;
  }

  get #list(): string {
    return join(this.#folder, "runs.jsonl");
  }

  #made(): MadeRun[] {
    if (!existsSync(this.#list)) return [];
    const lines = readFileSync(this.#list, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as MadeRun);
  }

  #folderOf({ id }: MadeRun): string {
    return join(this.#folder, "runs", id);
  }
}

/** A server whose answers take 40 ms and a random time more, times `slowness`. */
function wandering(slowness: number) {
  return listening(
    createServer((_request, response) => {
      const ms = slowness * (40 + 15 * Math.random() - 5 * Math.log(1 - Math.random()));
      setTimeout(() => response.end("{}"), ms);
    }),
  );
}
