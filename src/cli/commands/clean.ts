import { describeTarget, isAws } from "../../dynamodb/index.ts";
import { exitCodes, plural } from "../../ground/index.ts";
import { absentTable, listedPrices } from "../../seeding/index.ts";
import { defineCommand } from "../command.ts";
import { confirm } from "../confirm.ts";
import { accountLines } from "../seeding/account-lines.ts";
import { openSubject, seedingCommandOptions, writeItems } from "../seeding/seeding-command.ts";
import { interruptedExitCode, say } from "../world.ts";
import { deleteAllWritten } from "../written-markers.ts";

export const command = defineCommand({
  name: "clean",
  options: seedingCommandOptions,
  examples: [
    "pickup clean                # from the table of the running `pickup local`",
    "pickup clean --aws --yes    # from the real table, without a question",
  ],
  async run(context) {
    const { world } = context;
    const { values } = context.resolve();
    const subject = await openSubject(world, values, (line) => say(world, line));
    const { target, dataset, table } = subject;
    if (table === null) throw absentTable(target, false);
    const question = `Delete ${plural(dataset.totalMarkers, "seeded item")} from ${describeTarget(target)}?`;
    if (isAws(target) && !values.yes && !(await confirm(world, question))) {
      if (world.interrupted.aborted) return interruptedExitCode(world);
      say(world, "nothing was deleted");
      return exitCodes.passed;
    }
    const wishes = { action: "delete", keepDays: null, prices: listedPrices } as const;
    const account = await writeItems(world, subject, table, values, wishes);
    for (const line of accountLines(account)) say(world, line);
    const written = account.done ? await deleteAllWritten(world, subject) : 0;
    if (written > 0) say(world, `${plural(written, "key")} that load tests wrote deleted, and their ledger`);
    return account.done ? exitCodes.passed : interruptedExitCode(world);
  },
});
