// Scripted users beside wrk: `node bench/engine/users-vs-wrk.ts [--pairs 5] [--seconds 4] [--users 100,1000]
// [--scenarios status,verified,tls]`. A real `pickup load` with one worker has one core, nginx the other, and answers
// each user with its own body. The two take turns of 0.4 s. Only the ratio means anything on a machine that others use.
// Needs nginx, wrk, taskset, and openssl for tls.
import { parseArgs } from "node:util";
import { comparePairs, showRun } from "../pairs.ts";
import { type BenchServer, startNginx } from "../servers/nginx.ts";
import { besideWrk, wrkGenerator } from "../wrk-generator.ts";
import { pickupBodies } from "./pickup-bodies.ts";
import { allAtOnce, ownTokens, PickupGenerator } from "./pickup-generator.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    users: { type: "string", default: "100,1000" },
    scenarios: { type: "string", default: "status,verified" },
  },
});
const serverCore = 1;
const path = "/continuewatchinghistory";
const fixedToken = `user-1.${"t".repeat(200)}`;

const scenarios: { readonly [name: string]: (users: number) => Promise<void> } = {
  async status(users) {
    await using server = await startNginx(serverCore);
    const flags = [...allAtOnce, ...ownTokens];
    using ours = new PickupGenerator({ loadTest: "status.load.ts", origin: server.origin, users, flags });
    await compare("status checked", users, server, ours, fixedToken);
  },
  async verified(users) {
    using data = pickupBodies(users);
    const { bodies, token } = data;
    const flags = [...allAtOnce, ...data.flags];
    await using server = await startNginx(serverCore, { bodies });
    using ours = new PickupGenerator({ loadTest: "verified.load.ts", origin: server.origin, users, flags });
    await compare("every body verified", users, server, ours, token);
  },
  async tls(users) {
    await using server = await startNginx(serverCore, { isSecure: true });
    const flags = [...allAtOnce, ...ownTokens, "--insecure"];
    using ours = new PickupGenerator({ loadTest: "status.load.ts", origin: server.origin, users, flags });
    await compare("status checked over TLS", users, server, ours, fixedToken);
  },
};

async function compare(
  what: string,
  users: number,
  server: BenchServer,
  ours: PickupGenerator,
  token: string,
): Promise<void> {
  console.log(`${what}, ${users} users: pickup, wrk, ratio of their rates`);
  const conditions = { server, ...besideWrk, windowMs: Number(values.seconds) * 1000 };
  const wrk = wrkGenerator(`${server.origin}${path}`, users, token);
  const { rateRatio, cpuRatio } = await comparePairs(ours, wrk, conditions, Number(values.pairs), ({ ours, theirs }) =>
    console.log(
      `  ${showRun(ours)}  ${showRun(theirs)}  ${(ours.requestsPerSecond / theirs.requestsPerSecond).toFixed(2)}`,
    ),
  );
  console.log(`  median: ${rateRatio.toFixed(2)} of wrk's rate (${cpuRatio.toFixed(2)} by CPU per request)`);
}

for (const scenario of values.scenarios.split(",")) {
  const run = scenarios[scenario];
  if (run === undefined) throw new Error(`no scenario ${scenario}: there are ${Object.keys(scenarios).join(", ")}`);
  for (const users of values.users.split(",")) await run(Number(users));
}
