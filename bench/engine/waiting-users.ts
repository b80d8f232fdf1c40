// Users that wait 1 to 5 s: `node bench/engine/waiting-users.ts [USERS ...=1000 2000 15000] [--seconds 15] [--kept-bodies 0]`.
// What they cost in processor time and memory, the whole process of a real `pickup load` counted, and the p99 it reports;
// beside it how late an idle process of the same core was woken at the same time. Needs nginx and taskset.
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { type MeasuredRun, measureRun } from "../measured-run.ts";
import { startNginx } from "../servers/nginx.ts";
import { ownTokens, PickupGenerator } from "./pickup-generator.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "15" }, "kept-bodies": { type: "string" } },
});
const numbers = positionals.length > 0 ? positionals.map(Number) : [1000, 2000, 15_000];
const keptBodies = values["kept-bodies"] === undefined ? [] : ["--kept-bodies", values["kept-bodies"]];
/** So many connections are opened in a second. */
const spawnRate = 2000;
/** Sleeps a few milliseconds again and again: what it is late, a generator on this core must be as well. */
const sleeper = `
  const lateMs = [];
  const sleep = () => {
    const dueMs = performance.now() + 4;
    setTimeout(() => (lateMs.push(performance.now() - dueMs), sleep()), 4);
  };
  sleep();
  process.on("SIGTERM", () => {
    console.log(lateMs.toSorted((a, b) => a - b)[Math.floor(lateMs.length * 0.99)].toFixed(1));
    process.exit();
  });
`;

async function measure(users: number): Promise<MeasuredRun> {
  await using server = await startNginx(1);
  const warmUpMs = (users / spawnRate) * 1000 + 6000;
  const flags = [...ownTokens, ...keptBodies, "-r", String(spawnRate), "--warm-up", `${Math.ceil(warmUpMs / 1000)}s`];
  using pickup = new PickupGenerator({ loadTest: "waiting.load.ts", origin: server.origin, users, flags });
  const control = spawn("taskset", ["-c", "0", process.execPath, "-e", sleeper], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const run = await measureRun(pickup, { server, cores: "0", warmUpMs, windowMs: Number(values.seconds) * 1000 });
  control.kill("SIGTERM");
  const sleeperLateMs = (await text(control.stdout)).trim();
  const p99 = pickup.summary.total.latencyMs?.p99;
  console.log(
    `${String(users).padStart(6)} users: ${run.requestsPerSecond.toFixed(0)} requests/s, p99 ${p99} ms (a sleeper: ${sleeperLateMs} ms late), ` +
      `${(run.coreShare * 100).toFixed(1)} % of a core, ${(run.rssBytes / 1e6).toFixed(0)} MB ` +
      `(others used ${(run.foreignShare * 100).toFixed(0)} % of a core)`,
  );
  return run;
}

const runs: MeasuredRun[] = [];
for (const users of numbers) runs.push(await measure(users));
const grownBytes = runs.at(-1)!.rssBytes - runs[0]!.rssBytes;
const moreUsers = numbers.at(-1)! - numbers[0]!;
if (moreUsers > 0) console.log(`each further user: ${(grownBytes / moreUsers / 1024).toFixed(1)} KB`);
