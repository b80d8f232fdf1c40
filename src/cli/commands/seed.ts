import { isAws } from "../../dynamodb/index.ts";
import { exitCodes, formatBytes, formatCount, formatDurationMs, plural } from "../../ground/index.ts";
import {
  absentTable,
  makeTable,
  planSeeding,
  type SeedingPlan,
  type SeedingProgress,
  seedOptions,
} from "../../seeding/index.ts";
import { defineCommand } from "../command.ts";
import { openSubject, seedingCommandOptions, writeItems } from "../seeding-command.ts";
import { rateText } from "../terminal/figures.ts";
import { interruptedExitCode, say } from "../world.ts";

export const command = defineCommand({
  name: "seed",
  options: { ...seedingCommandOptions, ...seedOptions },
  examples: [
    "pickup seed                                    # into the table of the running `pickup local`",
    "pickup seed --endpoint http://127.0.0.1:8000   # into a DynamoDB of your own",
    "pickup seed --aws --dry-run                    # what the real table would take, and cost",
  ],
  async run(context) {
    const { world } = context;
    const { values } = context.resolve();
    const subject = await openSubject(world, values);
    const { target, credentials, dataset } = subject;
    for (const line of planLines(planSeeding(dataset, subject.table, isAws(target)))) say(world, line);
    if (values.dryRun) return exitCodes.passed;
    if (subject.table === null && isAws(target) && !values.createTable) throw absentTable(target, true);
    const table = subject.table ?? (await makeTable(target, credentials, world.clock, (line) => say(world, line)));
    const progress = await writeItems(world, subject, table, "put", values);
    say(world, closingLine(progress, target.table));
    return progress.done ? exitCodes.passed : interruptedExitCode(world);
  },
});

function planLines(plan: SeedingPlan): string[] {
  const { users, items, bytes, largestItemBytes } = plan;
  const size = `${formatBytes(bytes)}, the largest item ${formatBytes(largestItemBytes)}`;
  return [`${plural(items, "item")} of ${plural(users, "user")}: ${size}`, capacityLine(plan)];
}

function capacityLine({ writeUnits, writeUnitsPerSecond, seconds, dollars }: SeedingPlan): string {
  const units = plural(writeUnits, "write unit");
  if (writeUnitsPerSecond === null || seconds === null || dollars === null) {
    return `${units}; an emulator takes them as fast as it can, at no cost`;
  }
  const time = `at least ${formatDurationMs(Math.ceil(seconds) * 1000)} at ${formatCount(writeUnitsPerSecond)} a second`;
  return `${units}: ${time}, about $${dollars.toFixed(2)} on demand`;
}

function closingLine({ written, elapsedMs, itemsDone, itemsTotal, done }: SeedingProgress, table: string): string {
  const rate = rateText(written / (elapsedMs / 1000));
  const account = `${plural(written, "item")} written to table ${table} in ${formatDurationMs(Math.round(elapsedMs))} (${rate}/s)`;
  if (done) return account;
  const left = `stopped with ${formatCount(itemsTotal - itemsDone)} of ${plural(itemsTotal, "item")} left`;
  return `${account}\n${left}; the same \`pickup seed\` goes on from here`;
}
