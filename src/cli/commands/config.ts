import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { type Config, configOptions, datasetOptions, generateConfig, writeConfig } from "../../dataset/index.ts";
import {
  exitCodes,
  flagNameOf,
  formatBytes,
  formatCount,
  KitError,
  nearestName,
  optionType,
  type ResolvedOptions,
} from "../../ground/index.ts";
import { verificationOptions } from "../../verification/index.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { keepSeededConfig } from "../keep-seeded-config.ts";
import { say } from "../world.ts";
import { checkConfigFile } from "./config-check.ts";

/** In place of the number of users. */
const checkWord = "check";
const { cutOffDays, historyLimit, completedAt } = verificationOptions;
const checkOptions = { cutOffDays, historyLimit, completedAt };
const options = { ...configOptions, ...datasetOptions, ...checkOptions };

/** Options of `pickup config`, those of both its forms. */
export type ConfigCommandOptions = typeof options;

export const command = defineCommand({
  name: "config",
  arguments: [
    {
      name: "users",
      help: "how many users; or the word check, followed by the file to check",
      words: () => [checkWord],
    },
    { name: "days", help: "length of the history in days, 1 to 1825 (default 90)", optional: true },
    { name: "records", help: "markers of each user, 1 to 1000 (default: one for each begun week)", optional: true },
  ],
  options,
  examples: [
    "pickup config 50                       # 50 users with 90 days of history",
    "pickup config 10000000 365 53 --compact --seed x --end 2026-11-01T00:00:00Z",
    "pickup config check --cut-off-days 30  # what config.json would create, and what is still owed",
  ],
  async run(context) {
    const resolved = context.resolve();
    if (context.args[0] === checkWord) {
      refuseFlags(resolved, Object.keys(configOptions), "has no meaning with `pickup config check`");
      return checkConfigFile(context.world, resolved.values, context.args);
    }
    refuseFlags(resolved, Object.keys(checkOptions), "has a meaning only with `pickup config check`");
    return write(context, resolved.values);
  },
});

async function write({ world, args }: CommandContext<ConfigCommandOptions>, values: Values) {
  const [users, days, records] = numbersOf(args);
  const config = generateConfig(
    {
      users: users!,
      days,
      records,
      seed: values.seed ?? randomBytes(8).toString("hex"),
      endMs: values.end,
      userIds: values.userId,
      assets: values.asset,
      series: values.series,
      compact: values.compact,
    },
    world.clock,
  );
  const file = values.out ?? values.config;
  const path = resolve(world.folder, file);
  const kept = values.force ? keepSeededConfig(world.folder, path) : null;
  const bytes = await writeConfig(path, config, values.force);
  say(world, `wrote ${file} (${formatBytes(bytes)}): ${contentOf(users!, config)}`);
  if (kept !== null) {
    const cure = `\`pickup clean --config ${kept}\` deletes what was seeded from it`;
    world.stderr.write(`warning: the config that was there is kept as ${kept}: ${cure}\n`);
  }
  const named = file === datasetOptions.config.default ? "" : ` --config ${file}`;
  say(world, `next: \`pickup config check${named}\` shows what it would create, \`pickup seed${named}\` creates it`);
  return exitCodes.passed;
}

type Values = ResolvedOptions<ConfigCommandOptions>["values"];

function numbersOf(args: readonly string[]): number[] {
  const problems: string[] = [];
  const numbers = args.map((text, at) => {
    const number = optionType.integer(0).ofText(text);
    if (!optionType.isProblem(number)) return number;
    problems.push(`${command.arguments![at]!.name} is ${JSON.stringify(text)}: must be a whole number`);
    return Number.NaN;
  });
  if (problems.length === 0) return numbers;
  const meant = nearestName(args[0]!, [checkWord]);
  throw new KitError("PICKUP_ARGUMENT_INVALID", problems.join("\n"), {
    hint:
      meant === undefined
        ? "Write `pickup config <users> [days] [records]` or `pickup config check [file]`."
        : `Did you mean \`pickup config ${[meant, ...args.slice(1)].join(" ")}\`?`,
  });
}

function refuseFlags({ origins }: ResolvedOptions<ConfigCommandOptions>, keys: readonly string[], why: string): void {
  const given = keys.filter((key) => origins[key as keyof ConfigCommandOptions] === "flag");
  if (given.length === 0) return;
  throw new KitError("PICKUP_OPTION_INVALID", given.map((key) => `--${flagNameOf(key)} ${why}`).join("\n"), {
    hint: "`pickup config --help` shows both forms of the command.",
  });
}

function contentOf(users: number, { recordsPerUser, updateTimeStart, updateTimeEnd, seed }: Config): string {
  const records = recordsPerUser as number;
  const [from, to] = [updateTimeStart, updateTimeEnd].map((seconds) =>
    new Date(seconds * 1000).toISOString().slice(0, 10),
  );
  return (
    `${formatCount(users)} users × ${formatCount(records)} records = ${formatCount(users * records)} markers ` +
    `from ${from} to ${to}, seed ${JSON.stringify(seed)}`
  );
}
