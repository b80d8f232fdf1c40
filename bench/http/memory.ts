// Memory per connected, waiting user: `node bench/http/memory.ts [FROM=1000] [TO=15000]`. Each user has its own client,
// connection and token, and gets an own body of 2.4 KB every 1.5 s on average. Needs nginx and taskset.
import { execFileSync } from "node:child_process";
import { startNginx } from "../servers/nginx.ts";

const [from = "1000", to = "15000"] = process.argv.slice(2);
const waitSeconds = "3";
const measuredSeconds = "6";
const generatorCore = "0";
const serverCore = 1;
// V8 lets the young generation of a process on a large machine grow to 190 MB; that is no memory of a user.
const youngGeneration = "--max-semi-space-size=16";

await using server = await startNginx(serverCore);

function run(users: string): {
  rssBytes: number;
  requestsPerSecond: number;
  cpuUsPerRequest: number;
  failures: number;
} {
  const script = new URL("users.ts", import.meta.url).pathname;
  const args = [
    process.execPath,
    "--expose-gc",
    youngGeneration,
    script,
    server.origin,
    users,
    measuredSeconds,
    waitSeconds,
  ];
  return JSON.parse(execFileSync("taskset", ["-c", generatorCore, ...args], { encoding: "utf8" }));
}

const few = run(from);
const many = run(to);
for (const [users, { rssBytes, requestsPerSecond, cpuUsPerRequest, failures }] of [
  [from, few] as const,
  [to, many] as const,
]) {
  const core = (requestsPerSecond * cpuUsPerRequest) / 1e6;
  console.log(
    `${users.padStart(6)} users: ${(rssBytes / 1e6).toFixed(0)} MB, ${requestsPerSecond.toFixed(0)} requests/s, ` +
      `${core.toFixed(2)} of a core, ${failures} failed`,
  );
}
console.log(
  `each further user: ${((many.rssBytes - few.rssBytes) / (Number(to) - Number(from)) / 1024).toFixed(1)} KB`,
);
