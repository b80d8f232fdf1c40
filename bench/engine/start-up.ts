// How long it takes to begin: `node bench/engine/start-up.ts [ROUNDS=9]`. Each round measures an empty Node as control,
// `pickup --help` from its start to its end, and `pickup load` from its start to its first request (one user, one
// worker). Prints medians; the first round fills the compile cache and does not count.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { median } from "../pairs.ts";
import { ownTokens, PickupGenerator } from "./pickup-generator.ts";

const rounds = Number(process.argv[2] ?? 9);
const pickup = fileURLToPath(new URL("../../bin/pickup", import.meta.url));
const everyCore = `0-${availableParallelism() - 1}`;

let firstMs = 0;
const server = createServer((_request, response) => {
  firstMs ||= performance.now();
  response.end("{}");
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function timeOf(program: string, ...args: readonly string[]): number {
  const startMs = performance.now();
  spawnSync(program, args, { stdio: "ignore" });
  return performance.now() - startMs;
}

async function firstRequest(): Promise<number> {
  const flags = [...ownTokens, "-t", "1s"];
  using load = new PickupGenerator({ loadTest: "status.load.ts", origin, users: 1, flags });
  firstMs = 0;
  const startMs = performance.now();
  await load.runToEnd(everyCore);
  return firstMs - startMs;
}

const times: { control: number; help: number; load: number }[] = [];
for (let round = 0; round <= rounds; round++) {
  times.push({
    control: timeOf(process.execPath, "-e", "0"),
    help: timeOf(pickup, "--help"),
    load: await firstRequest(),
  });
}
server.close();

const counted = times.slice(1);
const labels = { control: "node -e 0", help: "pickup --help", load: "pickup load to its first request" } as const;
for (const name of ["control", "help", "load"] as const) {
  const all = counted.map((time) => time[name]);
  const best = Math.min(...all).toFixed(0);
  console.log(
    `${labels[name].padEnd(34)} ${median(all).toFixed(0).padStart(4)} ms (median of ${rounds}, best ${best} ms)`,
  );
}
