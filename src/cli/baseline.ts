import { join, resolve } from "node:path";
import { type ExitCode, exitCodes, type OptionValues, plural } from "../ground/index.ts";
import { compareRuns, folderOfRun, requireComparable, type resultsOptions, worseRows } from "../results/index.ts";
import type { LoadResult } from "../run/index.ts";
import { comparisonLines } from "./terminal/comparison-lines.ts";
import { paintFor } from "./terminal/paint.ts";
import { say, type World } from "./world.ts";

type BaselineOptions = Pick<OptionValues<typeof resultsOptions>, "runs" | "baseline" | "failIfWorse">;

/** The folder of the run that `--baseline` names, before there is a newer one; null without it. Throws as {@link folderOfRun}. */
export async function baselineOf({ runs, baseline }: BaselineOptions, folder: string): Promise<string | null> {
  if (baseline === undefined) return null;
  const found = await folderOfRun(resolve(folder, runs), baseline);
  await requireComparable(found);
  return found;
}

/** Sets a run beside its baseline on the terminal; the exit code is that of the run, or 99 where it is worse by too much. */
export async function heldAgainst(
  baseline: string,
  { verdict, summary }: LoadResult,
  { runs, failIfWorse }: BaselineOptions,
  world: World,
): Promise<ExitCode> {
  const isWorse = await sayComparison(baseline, join(resolve(world.folder, runs), summary.run.id), failIfWorse, world);
  const outweighs = [exitCodes.leak, exitCodes.invalid, exitCodes.thresholdCrossed] as readonly ExitCode[];
  return isWorse && !outweighs.includes(verdict.exitCode) ? exitCodes.thresholdCrossed : verdict.exitCode;
}

/** Prints the comparison of two run folders; true when `failIfWorse` is given and `b` is worse by so much. */
export async function sayComparison(
  a: string,
  b: string,
  failIfWorse: number | undefined,
  world: World,
): Promise<boolean> {
  const { stdout, environment } = world;
  const comparison = await compareRuns(a, b);
  for (const line of comparisonLines(comparison, stdout.columns ?? 120, paintFor(stdout, environment)))
    say(world, line);
  if (failIfWorse === undefined) return false;
  const worse = worseRows(comparison, failIfWorse);
  const limit = `${Number((failIfWorse * 100).toPrecision(6))} %`;
  say(
    world,
    worse.length === 0 ? `not worse by ${limit}` : `${plural(worse.length, "figure")} worse by ${limit} or more`,
  );
  return worse.length > 0;
}
