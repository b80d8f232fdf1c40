// How exactly one core keeps an arrival rate: `node bench/engine/arrival-rate.ts [RATE ...=1000 20000 1000000]
// [--seconds 20]`. A real `pickup load` with one worker has one core, nginx the other; each line is one run. Needs nginx
// and taskset.
import { parseArgs } from "node:util";
import type { Summary } from "../../src/results/index.ts";
import { startNginx } from "../servers/nginx.ts";
import { ownTokens, PickupGenerator } from "./pickup-generator.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "20" } },
});
const rates = positionals.length > 0 ? positionals.map(Number) : [1000, 20_000, 1_000_000];
const users = 1000;
const seconds = Number(values.seconds);
/** In the first seconds code is compiled, on the same core, and connections are opened; they say nothing about the rate that is kept. */
const warmUpSeconds = 5;

await using server = await startNginx(1);

for (const rate of rates) {
  const flags = [...ownTokens, "--arrival-rate", `${rate}/s`, "-t", `${seconds + warmUpSeconds}s`];
  flags.push("--warm-up", `${warmUpSeconds}s`);
  using pickup = new PickupGenerator({ loadTest: "status.load.ts", origin: server.origin, users, flags });
  show(rate, await pickup.runToEnd("0"));
}

function show(rate: number, { total, generator, verdict, reasons }: Summary): void {
  const kept = total.requests / (rate * seconds);
  const { lateness, missedStarts, cpuSeconds, peakRssBytes } = generator;
  console.log(
    `${rate}/s for ${seconds} s, ${users} users: ${(kept * 100).toFixed(2)} % of the plan answered, ` +
      `${missedStarts} missed, ${total.failures} failed; late p50 ${lateness?.p50} ms, p99 ${lateness?.p99} ms; ` +
      `${((cpuSeconds / seconds) * 100).toFixed(0)} % of the core, ${(peakRssBytes / 1e6).toFixed(0)} MB; ${verdict}` +
      reasons.map((reason) => `\n    ${reason}`).join(""),
  );
}
