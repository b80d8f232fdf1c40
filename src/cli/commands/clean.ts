import { describeTarget, isAws } from "../../dynamodb/index.ts";
import { exitCodes, formatCount, formatDurationMs, plural } from "../../ground/index.ts";
import { absentTable, cleanOptions, type SeedingProgress } from "../../seeding/index.ts";
import { defineCommand } from "../command.ts";
import { confirm } from "../confirm.ts";
import { openSubject, seedingCommandOptions, writeItems } from "../seeding-command.ts";
import { interruptedExitCode, say } from "../world.ts";

export const command = defineCommand({
  name: "clean",
  options: { ...seedingCommandOptions, ...cleanOptions },
  examples: [
    "pickup clean                # from the table of the running `pickup local`",
    "pickup clean --aws --yes    # from the real table, without a question",
  ],
  async run(context) {
    const { world } = context;
    const { values } = context.resolve();
    const subject = await openSubject(world, values);
    const { target, dataset, table } = subject;
    if (table === null) throw absentTable(target, false);
    const question = `Delete ${plural(dataset.totalMarkers, "seeded item")} from ${describeTarget(target)}?`;
    if (isAws(target) && !values.yes && !(await confirm(world, question))) {
      if (world.interrupted.aborted) return interruptedExitCode(world);
      say(world, "nothing was deleted");
      return exitCodes.passed;
    }
    const progress = await writeItems(world, subject, table, "delete", values);
    say(world, closingLine(progress, target.table));
    return progress.done ? exitCodes.passed : interruptedExitCode(world);
  },
});

function closingLine({ written, elapsedMs, itemsDone, itemsTotal, done }: SeedingProgress, table: string): string {
  const account = `${plural(written, "key")} deleted, where they were there, from table ${table} in ${formatDurationMs(Math.round(elapsedMs))}`;
  if (done) return `${account}; whatever else is in it was not touched`;
  const left = `stopped with ${formatCount(itemsTotal - itemsDone)} of ${plural(itemsTotal, "item")} left`;
  return `${account}\n${left}; the same \`pickup clean\` goes on from here`;
}
