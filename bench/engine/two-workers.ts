// Whether work splits among workers without loss: `node bench/engine/two-workers.ts [RATE=8000] [--pairs 3]`. Two workers
// at twice the rate beside one at the single rate: CPU per request of the whole process. Needs nginx and taskset.
import { parseArgs } from "node:util";
import { comparePairs, showRun } from "../pairs.ts";
import { startNginx } from "../servers/nginx.ts";
import { ownTokens, PickupGenerator } from "./pickup-generator.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: "string", default: "3" } },
});
const rate = Number(positionals[0] ?? 8000);

await using server = await startNginx(1);

function atRate(workers: number): PickupGenerator {
  const flags = [...ownTokens, "--arrival-rate", `${rate * workers}/s`];
  const run = { loadTest: "status.load.ts", origin: server.origin, users: 200 * workers, workers, flags };
  return new PickupGenerator(run);
}

using two = atRate(2);
using one = atRate(1);
const conditions = { server, cores: "0,1", warmUpMs: 3000, windowMs: 5000 };
console.log(`two workers at ${2 * rate}/s, one at ${rate}/s`);
const { cpuRatio } = await comparePairs(two, one, conditions, Number(values.pairs), ({ ours, theirs }) =>
  console.log(`  ${showRun(ours)}  ${showRun(theirs)}`),
);
console.log(`median: two workers use ${(1 / cpuRatio).toFixed(2)} of the CPU per request of one`);
