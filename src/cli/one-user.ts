import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { eachOncePlan } from "../engine/index.ts";
import { type ExitCode, formatCount, plural, type ResolvedOptions } from "../ground/index.ts";
import { optionsRecordOf } from "../results/index.ts";
import { type StackAddresses, type TrialResult, tryRunOptions, tryUser } from "../run/index.ts";
import { healthyGenerator } from "../verdict/index.ts";
import { announcedOrder } from "./announced-order.ts";
import { paintFor } from "./terminal/paint.ts";
import { TryView } from "./terminal/try-view.ts";
import type { NamedTest } from "./test-file-argument.ts";
import { explanationLines, truthLines } from "./verification-lines.ts";
import { say, type World } from "./world.ts";

export interface OneUserRequest {
  readonly world: World;
  readonly named: NamedTest;
  readonly options: ResolvedOptions<typeof tryRunOptions>;
  /** As of a `UserTrial` of the room `run`. */
  readonly userId: string | null;
  readonly task: string | null;
  readonly stack: () => Promise<StackAddresses | null>;
}

/** Plays one user through its tasks and shows every request, answer and error on the terminal. */
export async function tryHere({ world, named, options, userId, task, stack }: OneUserRequest): Promise<ExitCode> {
  const { clock, interrupted } = world;
  const order = await announcedOrder(world, {
    ...named,
    needsConfig: named.isBuiltIn,
    options,
    optionsRecord: optionsRecordOf(tryRunOptions, options),
    thresholds: [],
    planOf: () => eachOncePlan(1, 1, 1),
    healthOf: () => healthyGenerator,
    writes: options.values.writes,
    stack,
  });
  const result = await tryUser({ order, userId, task, watch: viewOn(world), conditions: { clock, interrupted } });
  for (const line of resultLines(world, result)) say(world, line);
  return result.verdict.exitCode;
}

function viewOn({ stdout, environment, folder }: World): TryView {
  return new TryView({
    screen: stdout,
    environment,
    kitFolder: fileURLToPath(new URL("../", import.meta.url)),
    nameOf: (file) => (file.startsWith(`${folder}/`) ? relative(folder, file) : file),
    read: sourceOf,
  });
}

/** A place in a file that is gone is still told, only without its lines. */
function sourceOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function resultLines({ stdout, environment }: World, result: TrialResult): string[] {
  const { statistics, verdict } = result;
  const { requests, failures } = statistics.total;
  const paint = paintFor(stdout, environment);
  const word = paint(["bold", verdict.exitCode === 0 ? "green" : "red"], verdict.verdict.toUpperCase());
  return [
    "",
    `${plural(requests, "request")}, ${formatCount(failures)} failed`,
    ...truthLines(result),
    ...explanationLines(result),
    `${word} (exit code ${verdict.exitCode})`,
    ...verdict.reasons.map((reason) => `  ${reason}`),
  ];
}
