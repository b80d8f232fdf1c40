// How long `pickup load` takes from its start to its first request: `node bench/engine/start-up.ts [RUNS=9]`. Prints the
// median, with one user and one worker.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { median } from "../pairs.ts";
import { ownTokens, PickupGenerator } from "./pickup-generator.ts";

const runs = Number(process.argv[2] ?? 9);
let firstMs = 0;
const server = createServer((_request, response) => {
  firstMs ||= performance.now();
  response.end("{}");
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const times: number[] = [];
for (let run = 0; run < runs; run++) {
  const flags = [...ownTokens, "-t", "1s"];
  using pickup = new PickupGenerator({ loadTest: "status.load.ts", origin, users: 1, flags });
  firstMs = 0;
  const startMs = performance.now();
  await pickup.runToEnd("0");
  times.push(firstMs - startMs);
}
console.log(
  `first request ${median(times).toFixed(0)} ms after the start (median of ${runs}, best ${Math.min(...times).toFixed(0)} ms)`,
);
server.close();
