import { dynamodbClient } from "../../dynamodb/index.ts";
import { type ExitCode, exitCodes, formatCount, type OptionValues } from "../../ground/index.ts";
import { absentTable, checkTable, type seedOptions, type writingOptions } from "../../seeding/index.ts";
import { interruptedExitCode, say, type World } from "../world.ts";
import { checkLines } from "./check-lines.ts";
import type { SeedingSubject } from "./seeding-command.ts";

type Values = Pick<OptionValues<typeof seedOptions & typeof writingOptions>, "shard" | "json"> & {
  /** So many users only; undefined: all, by a scan. */
  readonly sample: number | undefined;
};

const lineEveryMs = 5_000;

/** `pickup seed --check`: compares the table with the dataset; exit code 6 when it differs. */
export async function runCheck(
  world: World,
  subject: SeedingSubject,
  { sample, shard, json }: Values,
): Promise<ExitCode> {
  const { target, credentials, dataset, table } = subject;
  const { clock, interrupted, stderr } = world;
  if (table === null) throw absentTable(target, false);
  const client = dynamodbClient(target, credentials, clock);
  let lineMs = clock.now();
  const observe = (looked: number) => {
    if (clock.now() - lineMs < lineEveryMs) return;
    lineMs = clock.now();
    stderr.write(`looked at ${formatCount(looked)} ${sample === undefined ? "items" : "users"}\n`);
  };
  try {
    const order = { dataset, client, shard: shard ?? null, sample: sample ?? null, interrupted, observe };
    const result = await checkTable(order);
    if (result === null) return interruptedExitCode(world);
    if (json) say(world, JSON.stringify(result, null, 2));
    else for (const line of checkLines(result)) say(world, line);
    const isRight = result.missing + result.extra + result.different === 0;
    return isRight ? exitCodes.passed : exitCodes.seedingIncomplete;
  } finally {
    client.close();
  }
}
