// Users that wait 1 to 5 s: `node bench/engine/waiting-users.ts [USERS ...=1000 2000 15000] [--seconds 15]`. What they
// cost in processor time and memory, the whole process of a real `pickup load` counted, and the p99 it reports. Needs
// nginx and taskset.
import { parseArgs } from "node:util";
import { type MeasuredRun, measureRun } from "../measured-run.ts";
import { startNginx } from "../servers/nginx.ts";
import { ownTokens, PickupGenerator } from "./pickup-generator.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "15" } },
});
const numbers = positionals.length > 0 ? positionals.map(Number) : [1000, 2000, 15_000];
/** So many connections are opened in a second. */
const spawnRate = 2000;

async function measure(users: number): Promise<MeasuredRun> {
  await using server = await startNginx(1);
  const warmUpMs = (users / spawnRate) * 1000 + 6000;
  const flags = [...ownTokens, "-r", String(spawnRate), "--warm-up", `${Math.ceil(warmUpMs / 1000)}s`];
  using pickup = new PickupGenerator({ loadTest: "waiting.load.ts", origin: server.origin, users, flags });
  const run = await measureRun(pickup, { server, cores: "0", warmUpMs, windowMs: Number(values.seconds) * 1000 });
  const p99 = pickup.summary.total.latencyMs?.p99;
  console.log(
    `${String(users).padStart(6)} users: ${run.requestsPerSecond.toFixed(0)} requests/s, p99 ${p99} ms, ` +
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
