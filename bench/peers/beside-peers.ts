// `node bench/peers/beside-peers.ts [--rounds 9] [--seconds 3] [--users 100] [--only NAME,…] [--out FILE]`: our scripted
// users beside every other load tester. Each round runs them all once, each in a fresh process on core 0, with nginx on
// core 1; every second round goes backwards. A run in which the tool did not get 85 % of its core, which all of them can
// use, is made again, three times at most. With --out each round is added to a file of results. Needs bench/peers/setup,
// nginx, wrk and taskset.
import { parseArgs } from "node:util";
import { allAtOnce, ownTokens, PickupGenerator } from "../engine/pickup-generator.ts";
import { type Generator, type MeasuredRun, measureRun } from "../measured-run.ts";
import { median, showRun } from "../pairs.ts";
import { startNginx } from "../servers/nginx.ts";
import { peers } from "./peers.ts";
import { addRounds, type Round } from "./results.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "3" },
    users: { type: "string", default: "100" },
    only: { type: "string" },
    out: { type: "string" },
  },
});
const users = Number(values.users);
const chosen = peers.filter(({ name }) => values.only?.split(",").includes(name) ?? true);

await using server = await startNginx(1);
const conditions = { server, cores: "0", warmUpMs: 1500, windowMs: Number(values.seconds) * 1000 };
using ours = new PickupGenerator({
  loadTest: "status.load.ts",
  origin: server.origin,
  users,
  flags: [...allAtOnce, ...ownTokens],
});
const theirs = chosen.map((peer) => ({ name: peer.name, generator: peer.generator(server.origin, users) }));
// The slowest ones first, so that ours runs beside those that come near it.
const slow = theirs.filter(({ name }) => /k6|Locust|Artillery/.test(name));
const order = [
  ...slow,
  { name: "pickup", generator: ours as Generator },
  ...theirs.filter((peer) => !slow.includes(peer)),
];

const rounds: Round[] = [];
for (let number = 0; number < Number(values.rounds); number++) {
  const round: { [name: string]: MeasuredRun } = {};
  for (const { name, generator } of number % 2 === 0 ? order : order.toReversed()) {
    round[name] = await undisturbedRun(generator);
    console.log(`${name.padEnd(20)} ${showRun(round[name])}`);
  }
  rounds.push(round);
  if (values.out !== undefined) addRounds(values.out, [round], chosen);
}

async function undisturbedRun(generator: Generator): Promise<MeasuredRun> {
  for (let again = 3; ; again--) {
    const run = await measureRun(generator, conditions);
    if (run.coreShare > 0.85 || again === 0) return run;
    console.log(`${generator.name}: it had only ${(run.coreShare * 100).toFixed(0)} % of its core`);
  }
}

console.log(`\n${users} users, medians of ${rounds.length} rounds: pickup in the peer`);
for (const { name } of theirs) {
  const rate = median(rounds.map((round) => round["pickup"]!.requestsPerSecond / round[name]!.requestsPerSecond));
  const cpu = median(rounds.map((round) => round[name]!.cpuUsPerRequest / round["pickup"]!.cpuUsPerRequest));
  console.log(`${name.padEnd(20)} ${rate.toFixed(2)} of its rate, ${cpu.toFixed(2)} by CPU per request`);
}
