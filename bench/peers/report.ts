// `node bench/peers/report.ts FILE.json`: the results of bench/peers/beside-peers.ts as a Markdown table on standard
// output and as a plot in FILE.svg.
import { readFileSync, writeFileSync } from "node:fs";
import { median } from "../pairs.ts";
import { barChart } from "./bar-chart.ts";
import type { PeerResults } from "./results.ts";

interface Row {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly cpuUsPerRequest: number;
  /** Ours in theirs, and theirs in ours: medians of the ratios of each round. */
  readonly rateRatio: number;
  readonly cpuRatio: number;
}

function rowsOf({ rounds }: PeerResults): Row[] {
  const rows = Object.keys(rounds[0]!).map((name) => {
    const of = (ratio: (round: PeerResults["rounds"][number]) => number) => median(rounds.map(ratio));
    return {
      name,
      requestsPerSecond: of((round) => round[name]!.requestsPerSecond),
      cpuUsPerRequest: of((round) => round[name]!.cpuUsPerRequest),
      rateRatio: of((round) => round["pickup"]!.requestsPerSecond / round[name]!.requestsPerSecond),
      cpuRatio: of((round) => round[name]!.cpuUsPerRequest / round["pickup"]!.cpuUsPerRequest),
    };
  });
  return rows.toSorted((a, b) => b.requestsPerSecond - a.requestsPerSecond);
}

const [file = ""] = process.argv.slice(2);
const results = JSON.parse(readFileSync(file, "utf8")) as PeerResults;
const rows = rowsOf(results);

console.log("| tool | version | requests/s | CPU µs/request | pickup in it: rate | by CPU |");
console.log("| --- | --- | ---: | ---: | ---: | ---: |");
for (const { name, requestsPerSecond, cpuUsPerRequest, rateRatio, cpuRatio } of rows) {
  const rate = Math.round(requestsPerSecond).toLocaleString("en");
  const version = results.versions[name] ?? "this repository";
  console.log(
    `| ${name} | ${version} | ${rate} | ${cpuUsPerRequest.toFixed(1)} | ${rateRatio.toFixed(2)} | ${cpuRatio.toFixed(2)} |`,
  );
}
console.log(`\n${results.rounds.length} rounds; ${results.machine}; ${results.measuredAt}`);

const bars = rows.map(({ name, requestsPerSecond }) => ({ name, value: requestsPerSecond, isOurs: name === "pickup" }));
writeFileSync(file.replace(/\.json$/, ".svg"), barChart("Requests per second of one core", bars));
