// How often a comparison of real runs cries wolf, and how often it finds a service that was slowed by a tenth:
// `node bench/results/compare-real-runs.ts --folder F [--more 6] [--seconds 20] [--users 20]`. Adds so many runs to the
// folder, two against the usual service, two against the slowed one, and so on; then judges all neighbours in it. Several
// calls with the same folder go on where the last one stopped, so that no single one takes long. A run that the machine
// spoiled says so itself (invalid, exit code 98) and is made again.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { exitCodes } from "../../src/ground/index.ts";
import { compareRuns, worseRows } from "../../src/results/index.ts";
import { listening } from "../../test/support/dynalite.ts";
import { runPickup } from "../../test/support/kit.ts";

interface MadeRun {
  readonly id: string;
  readonly slowness: number;
}

const { values } = parseArgs({
  options: {
    folder: { type: "string", default: "compared-runs" },
    more: { type: "string", default: "6" },
    seconds: { type: "string", default: "20" },
    users: { type: "string", default: "20" },
  },
});
const folder = resolve(values.folder);
const list = join(folder, "runs.jsonl");
const share = 0.1;
const asking = `
import { constant, defineLoadTest } from "pickup-load-test";
export default defineLoadTest({
  users: { viewer: { wait: constant(0.02), tasks: { async ask(user) { await user.http.get("/a"); } } } },
});
`;

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "asking.ts"), asking);
for (let made = 0; made < Number(values.more); made++) await makeRun();
await judge();

function madeRuns(): MadeRun[] {
  if (!existsSync(list)) return [];
  return readFileSync(list, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as MadeRun);
}

async function makeRun(): Promise<void> {
  const slowness = madeRuns().length % 4 < 2 ? 1 : 1 + share;
  while (!(await isRunAgainst(slowness))) console.log("a run was invalid, and is made again");
}

async function isRunAgainst(slowness: number): Promise<boolean> {
  await using server = await wandering(slowness);
  const load = ["-H", server.endpoint, "-u", values.users, "-r", "1000", "-t", `${values.seconds}s`, "--workers", "1"];
  const { exitCode, stderr } = await runPickup(folder, ["load", "asking.ts", "--headless", "--warm-up", "1s", ...load]);
  const isInvalid = exitCode === exitCodes.invalid;
  if (exitCode !== exitCodes.passed && !isInvalid) throw new Error(`a run ended with ${exitCode}: ${stderr}`);
  const id = readdirSync(join(folder, "runs")).toSorted().at(-1)!;
  if (!isInvalid) appendFileSync(list, `${JSON.stringify({ id, slowness })}\n`);
  return !isInvalid;
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

async function judge(): Promise<void> {
  const runs = madeRuns();
  const tally = { equal: 0, alarms: 0, slowed: 0, found: 0 };
  for (const [place, run] of runs.entries()) {
    const before = runs[place - 1];
    if (before === undefined) continue;
    const [a, b] = before.slowness <= run.slowness ? [before, run] : [run, before];
    const comparison = await compareRuns(join(folder, "runs", a.id), join(folder, "runs", b.id));
    const worse = worseRows(comparison, share).map(({ metric }) => metric);
    const isEqual = a.slowness === b.slowness;
    tally[isEqual ? "equal" : "slowed"]++;
    if (worse.length > 0) tally[isEqual ? "alarms" : "found"]++;
    const mean = comparison.rows.find(({ metric, endpoint }) => endpoint === "" && metric === "meanMs")!;
    const interval = [mean.change, mean.changeFrom, mean.changeTo].map(percent).join(", ");
    console.log(`${isEqual ? "equal " : "slowed"} mean ${interval}; worse: ${worse.join(" ") || "none"}`);
  }
  const { equal, alarms, slowed, found } = tally;
  console.log(`${alarms} alarms of ${equal} equal pairs, ${found} of ${slowed} slowed ones found`);
}

function percent(share: number | null): string {
  return share === null ? "?" : `${(share * 100).toFixed(1)} %`;
}
