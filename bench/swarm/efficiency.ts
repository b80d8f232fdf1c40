// What NATS costs the load: `node bench/swarm/efficiency.ts [PAIRS=3] [SECONDS=10]`. Two machines with one thread each,
// joined by NATS, beside two threads of one process; both ask one nginx as fast as they can, on the same two cores.
// Requests per second by their own count, taken in turns. Needs nats-server and nginx.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Summary } from "../../src/results/index.ts";
import { startNginx } from "../servers/nginx.ts";

const [pairs = 3, seconds = 10] = process.argv.slice(2).map(Number);
const pickup = fileURLToPath(new URL("../../bin/pickup", import.meta.url));
const url = "nats://127.0.0.1:14778";
const folder = mkdtempSync(join(tmpdir(), "pickup-efficiency-"));
writeFileSync(
  join(folder, "busy.ts"),
  `import { constant, defineLoadTest } from "pickup-load-test";
   export default defineLoadTest({
     users: { asker: { wait: constant(0), tasks: { ask: async (user) => void (await user.http.get("/")) } } },
   });`,
);
await using api = await startNginx(1);
const server = spawn("nats-server", ["-js", "-a", "127.0.0.1", "-p", "14778", "-sd", join(folder, "nats")], {
  stdio: "ignore",
});
await pause(1000);
const machines = ["one", "two"].map((name) => {
  const args = ["worker", "--nats", url, "--workers", "1", "--name", name, "--state-dir", join(folder, name)];
  return spawn(pickup, args, { cwd: folder, stdio: "ignore" });
});

async function requestsPerSecond(who: readonly string[]): Promise<number> {
  const amount = ["-u", "100", "-r", "1000", "-t", `${seconds}s`, "--warm-up", "2s", "--json-file", "s.json"];
  const load = spawn(pickup, ["load", "busy.ts", "--headless", "-H", api.origin, ...amount, ...who], {
    cwd: folder,
    stdio: "ignore",
  });
  await once(load, "exit");
  return (JSON.parse(readFileSync(join(folder, "s.json"), "utf8")) as Summary).total.requestsPerSecond;
}

try {
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const threads = await requestsPerSecond(["--workers", "2"]);
    const joined = await requestsPerSecond(["--nats", url, "--expect-workers", "2"]);
    ratios.push(joined / threads);
    console.log(`  ${threads.toFixed(0)}/s in one process, ${joined.toFixed(0)}/s over NATS`);
  }
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]!;
  console.log(`median: over NATS ${median.toFixed(3)} of one process`);
} finally {
  for (const process of [...machines, server]) process.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
