// How often a comparison of real runs cries wolf, and how often it finds a service that was slowed by a tenth:
// `node bench/results/compare-real-runs.ts --folder F [--more 6] [--seconds 20] [--users 20]`. Adds so many runs to the
// folder, then judges all neighbours in it. Several calls with the same folder go on where the last one stopped, so that
// no single one takes long.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ComparedRuns } from "../../test/support/compared-runs.ts";

const { values } = parseArgs({
  options: {
    folder: { type: "string", default: "compared-runs" },
    more: { type: "string", default: "6" },
    seconds: { type: "string", default: "20" },
    users: { type: "string", default: "20" },
  },
});
const runs = new ComparedRuns(resolve(values.folder), {
  seconds: Number(values.seconds),
  users: Number(values.users),
});
let spoiled = 0;
for (let made = 0; made < Number(values.more); made++) spoiled += await runs.add();

const tally = { equal: 0, alarms: 0, slowed: 0, found: 0 };
for (const { isEqual, worse, mean } of await runs.pairs()) {
  tally[isEqual ? "equal" : "slowed"]++;
  if (worse.length > 0) tally[isEqual ? "alarms" : "found"]++;
  const interval = [mean.change, mean.changeFrom, mean.changeTo].map(percent).join(", ");
  console.log(`${isEqual ? "equal " : "slowed"} mean ${interval}; worse: ${worse.join(" ") || "none"}`);
}
console.log(
  `${tally.alarms} alarms of ${tally.equal} equal pairs, ${tally.found} of ${tally.slowed} slowed ones found; ` +
    `${spoiled} of the runs just made were invalid and made again`,
);

function percent(share: number | null): string {
  return share === null ? "?" : `${(share * 100).toFixed(1)} %`;
}
