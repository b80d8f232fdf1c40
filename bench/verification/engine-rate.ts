// What verification leaves of the engine's rate: `node bench/verification/engine-rate.ts [--rounds 3] [--seconds 4]
// [--users 100]`. A real `pickup load` with one worker has one core, nginx the other. In each round every way of
// checking has its turn, against the same bodies; only ratios within a round mean anything, and on a machine that others
// use those by CPU per request. Needs nginx and taskset.
import { parseArgs } from "node:util";
import { pickupBodies } from "../engine/pickup-bodies.ts";
import { allAtOnce, PickupGenerator } from "../engine/pickup-generator.ts";
import { type MeasuredRun, measureRun } from "../measured-run.ts";
import { median, showRun } from "../pairs.ts";
import { startNginx } from "../servers/nginx.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "4" },
    users: { type: "string", default: "100" },
  },
});
const [rounds, windowMs, users] = [Number(values.rounds), Number(values.seconds) * 1000, Number(values.users)];
const serverCore = 1;

/** In a body: a text that nginx makes anew for every answer. */
const everNew = "$request_id";
const unchanged = (body: string) => body;

interface Way {
  readonly name: string;
  readonly loadTest: string;
  /** What the server makes of the body that is owed. */
  readonly served: (body: string) => string;
}

const ways: readonly Way[] = [
  { name: "status only", loadTest: "status.load.ts", served: unchanged },
  { name: "verified, unchanged", loadTest: "verified.load.ts", served: unchanged },
  {
    name: "verified, new around the list",
    loadTest: "verified.load.ts",
    served: (body) => body.replace(/}$/, `,"answer":"${everNew}"}`),
  },
  {
    name: "verified, new in the list",
    loadTest: "verified.load.ts",
    served: (body) => body.replace("}", `,"answer":"${everNew}"}`),
  },
];

const data = pickupBodies(users);

async function measure({ loadTest, served }: Way): Promise<MeasuredRun> {
  const bodies = new Map([...data.bodies].map(([authorization, body]) => [authorization, served(body)]));
  await using server = await startNginx(serverCore, { bodies });
  const flags = [...allAtOnce, ...data.flags];
  using generator = new PickupGenerator({ loadTest, origin: server.origin, users, flags });
  return await measureRun(generator, { server, cores: "0", warmUpMs: 2000, windowMs });
}

const rateRatios = ways.map((): number[] => []);
const cpuRatios = ways.map((): number[] => []);
try {
  for (let round = 0; round < rounds; round++) {
    const runs: MeasuredRun[] = [];
    for (const way of ways) runs.push(await measure(way));
    for (const [at, run] of runs.entries()) {
      rateRatios[at]!.push(run.requestsPerSecond / runs[0]!.requestsPerSecond);
      cpuRatios[at]!.push(runs[0]!.cpuUsPerRequest / run.cpuUsPerRequest);
      console.log(`${ways[at]!.name.padEnd(30)} ${showRun(run)}`);
    }
  }
  console.log(`\nmedians of ${rounds}, in the rate with the status only (and by CPU per request):`);
  for (const [at, { name }] of ways.entries()) {
    const [rate, cpu] = [rateRatios, cpuRatios].map((ratios) => median(ratios[at]!).toFixed(2));
    console.log(`${name.padEnd(30)} ${rate} (${cpu})`);
  }
} finally {
  data[Symbol.dispose]();
}
