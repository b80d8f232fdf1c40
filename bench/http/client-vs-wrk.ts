// Our client alone beside wrk: `node bench/http/client-vs-wrk.ts [--pairs 5] [--seconds 4] [--users 100,1000]`: what is
// left of it when engine, worker thread and statistics of a run are taken away. Needs nginx, wrk and taskset.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { comparePairs, showRun } from "../pairs.ts";
import { startNginx } from "../servers/nginx.ts";
import { besideWrk, wrkGenerator } from "../wrk-generator.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    users: { type: "string", default: "100,1000" },
  },
});
const script = fileURLToPath(new URL("users.ts", import.meta.url));

await using server = await startNginx(1);
const conditions = { server, ...besideWrk, windowMs: Number(values.seconds) * 1000 };
for (const users of values.users.split(",")) {
  console.log(`${users} users: client, wrk`);
  const client = { name: "client", command: [process.execPath, script, server.origin, users] };
  const wrk = wrkGenerator(`${server.origin}/continuewatchinghistory`, Number(users), `user-1.${"t".repeat(200)}`);
  const { rateRatio, cpuRatio } = await comparePairs(client, wrk, conditions, Number(values.pairs), (pair) =>
    console.log(`  ${showRun(pair.ours)}  ${showRun(pair.theirs)}`),
  );
  console.log(`  median: ${rateRatio.toFixed(2)} of wrk's rate (${cpuRatio.toFixed(2)} by CPU per request)`);
}
