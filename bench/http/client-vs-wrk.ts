// Our client beside wrk: `node bench/http/client-vs-wrk.ts [--pairs 5] [--seconds 4] [--users 100,1000]`. nginx has one
// core, the generator the other; every run is a fresh process, who goes first alternates, medians are compared. Only
// the ratio means anything on a machine that others use. Needs nginx, wrk, taskset and bash.
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { startNginx } from "../servers/nginx.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    users: { type: "string", default: "100,1000" },
  },
});
const generatorCore = "0";
const serverCore = 1;
const path = "/continuewatchinghistory";

interface Run {
  requestsPerSecond: number;
  cpuUsPerRequest: number;
}

function runOurs(origin: string, users: string): Run {
  const script = new URL("users.ts", import.meta.url).pathname;
  const args = ["-c", generatorCore, process.execPath, script, origin, users, values.seconds];
  const run = JSON.parse(execFileSync("taskset", args, { encoding: "utf8" })) as Run & { failures: number };
  if (run.failures > 0) throw new Error(`${run.failures} requests failed`);
  return run;
}

function runWrk(origin: string, users: string): Run {
  const wrk = `wrk -t1 -c${users} -d${values.seconds}s -H 'Authorization: Bearer user-1.${"t".repeat(200)}' ${origin}${path}`;
  const command = `TIMEFORMAT='cpu %U %S'; time taskset -c ${generatorCore} ${wrk}`;
  const text = execFileSync("bash", ["-c", `{ ${command}; } 2>&1`], { encoding: "utf8" });
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(text)!;
  const requests = Number(/(\d+) requests in/.exec(text)![1]);
  return {
    requestsPerSecond: Number(/Requests\/sec: +([\d.]+)/.exec(text)![1]),
    cpuUsPerRequest: ((Number(user) + Number(system)) * 1e6) / requests,
  };
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

function show({ requestsPerSecond, cpuUsPerRequest }: Run): string {
  return `${requestsPerSecond.toFixed(0).padStart(8)}/s ${cpuUsPerRequest.toFixed(1).padStart(5)} µs`;
}

await using server = await startNginx(serverCore);
for (const users of values.users.split(",")) {
  console.log(`${users} users: requests/s and CPU per request of ours, of wrk, ratio`);
  const ratios: { rate: number; cpu: number }[] = [];
  for (let pair = 0; pair < Number(values.pairs); pair++) {
    const oursFirst = pair % 2 === 0;
    const first = oursFirst ? runOurs(server.origin, users) : runWrk(server.origin, users);
    const second = oursFirst ? runWrk(server.origin, users) : runOurs(server.origin, users);
    const [ours, wrk] = oursFirst ? [first, second] : [second, first];
    const rate = ours.requestsPerSecond / wrk.requestsPerSecond;
    ratios.push({ rate, cpu: wrk.cpuUsPerRequest / ours.cpuUsPerRequest });
    console.log(`  ${show(ours)}   ${show(wrk)}   ${rate.toFixed(2)}`);
  }
  const rate = median(ratios.map((ratio) => ratio.rate)).toFixed(2);
  const cpu = median(ratios.map((ratio) => ratio.cpu)).toFixed(2);
  console.log(`  median ratio to wrk: ${rate} of its rate (${cpu} by CPU per request)`);
}
