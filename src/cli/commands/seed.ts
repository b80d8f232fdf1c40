import { resolve } from "node:path";
import { isAws, type TableDescription } from "../../dynamodb/index.ts";
import { type ExitCode, exitCodes, type OptionValues, plural } from "../../ground/index.ts";
import { verifyRunOptions } from "../../run/index.ts";
import { webServerOptions } from "../../web/index.ts";
import {
  absentTable,
  listedPrices,
  makeTable,
  planSeeding,
  type Prices,
  readPrices,
  type SeedingPlan,
  seedOptions,
} from "../../seeding/index.ts";
import { defineCommand } from "../command.ts";
import { confirm } from "../confirm.ts";
import { accountLines } from "../seeding/account-lines.ts";
import { runCheck } from "../seeding/check-command.ts";
import { dollarsText, planLines } from "../seeding/plan-lines.ts";
import {
  openSubject,
  type ProgressListener,
  seedingCommandOptions,
  type SeedingSubject,
  writeItems,
} from "../seeding/seeding-command.ts";
import { shownOnPage } from "../seeding/seeding-page.ts";
import { runSink } from "../seeding/sink-command.ts";
import { interruptedExitCode, say, type World } from "../world.ts";
import { restoreWritten } from "../written-markers.ts";

const options = { ...seedingCommandOptions, ...seedOptions, ...webServerOptions, sample: verifyRunOptions.sample };
type Values = OptionValues<typeof options>;

export const command = defineCommand({
  name: "seed",
  options,
  examples: [
    "pickup seed                                    # into the table of the running `pickup local`",
    "pickup seed --endpoint http://127.0.0.1:8000   # into a DynamoDB of your own",
    "pickup seed --aws --dry-run                    # what the real table would take, and cost",
    "pickup seed --web                              # with a page that shows how it goes",
    "pickup seed --check                            # compare the table with the dataset",
    "pickup seed --aws --sink s3-import             # write files for ImportTable or StartBulkPutItems",
    "pickup seed --aws --max-wcu 2000 --shard 1/2   # the first of two machines, at 1,000 write units a second",
  ],
  async run(context) {
    const { world } = context;
    const { values } = context.resolve();
    const tell = (line: string) => (values.json ? void world.stderr.write(`${line}\n`) : say(world, line));
    const subject = await openSubject(world, values, tell);
    if (values.check) return runCheck(world, subject, values);
    const prices = values.prices === undefined ? listedPrices : readPrices(resolve(world.folder, values.prices));
    const plan = planOf(subject, values, prices);
    if (values.json && values.dryRun) say(world, JSON.stringify(plan, null, 2));
    else for (const line of planLines(plan)) tell(line);
    if (values.dryRun) return exitCodes.passed;
    if (values.sink === "s3-import") return runSink(world, subject, values);
    if (!(await mayCost(world, plan, values))) return refused(world, tell);
    const into = await tableOf(world, subject, values, tell);
    const wishes = { action: "put", keepDays: values.keepDays ?? null, prices } as const;
    const write = (listener?: ProgressListener) => writeItems(world, subject, into, values, wishes, listener);
    const account = await (values.web ? shownOnPage(world, subject, values, tell, write) : write());
    const restored = account.done ? await restoreWritten(world, subject) : 0;
    if (restored > 0) tell(`${plural(restored, "marker")} that load tests wrote put back`);
    if (values.json) say(world, JSON.stringify({ plan, account }, null, 2));
    else for (const line of accountLines(account)) say(world, line);
    return account.done ? exitCodes.passed : interruptedExitCode(world);
  },
});

function planOf({ dataset, table, target }: SeedingSubject, { shard, maxWcu }: Values, prices: Prices): SeedingPlan {
  const maxUnitsPerSecond = maxWcu ?? null;
  return planSeeding(dataset, table, { isAws: isAws(target), shard: shard ?? null, maxUnitsPerSecond, prices });
}

/** Asks when it costs more than the user wants to spend without being asked. */
async function mayCost(world: World, { cost }: SeedingPlan, { confirmAbove, yes }: Values): Promise<boolean> {
  if (cost === null || cost.batchWrites <= confirmAbove || yes) return true;
  return confirm(world, `Writing this costs about ${dollarsText(cost.batchWrites)}. Go on?`);
}

function refused(world: World, tell: (line: string) => void): ExitCode {
  if (world.interrupted.aborted) return interruptedExitCode(world);
  tell("nothing was written");
  return exitCodes.passed;
}

async function tableOf(
  world: World,
  { target, credentials, table }: SeedingSubject,
  { createTable }: Values,
  tell: (line: string) => void,
): Promise<TableDescription> {
  if (table !== null) return table;
  if (isAws(target) && !createTable) throw absentTable(target, true);
  return makeTable(target, credentials, world.clock, tell);
}
