import { resolve } from "node:path";
import { type ExitCode, exitCodes, type OptionValues, plural } from "../ground/index.ts";
import {
  type Baseline,
  type BaselineComparison,
  type BaselineView,
  folderOfRun,
  requireComparable,
  type resultsOptions,
} from "../results/index.ts";
import { comparisonLines } from "./terminal/comparison-lines.ts";
import { paintFor } from "./terminal/paint.ts";
import { say, type World } from "./world.ts";

type BaselineOptions = Pick<OptionValues<typeof resultsOptions>, "runs" | "baseline" | "failIfWorse">;

/** The run that `--baseline` names, before there is a newer one; null without it. Throws as {@link folderOfRun}. */
export async function baselineOf(
  { runs, baseline, failIfWorse }: BaselineOptions,
  folder: string,
): Promise<Baseline | null> {
  if (baseline === undefined) return null;
  const found = await folderOfRun(resolve(folder, runs), baseline);
  await requireComparable(found);
  return { folder: found, failIfWorse: failIfWorse ?? null };
}

/** The exit code of a run that was held against a baseline, or against none: 99 where it is worse by too much. */
export function exitCodeBeside(exitCode: ExitCode, baseline: Pick<BaselineComparison, "result"> | null): ExitCode {
  const isWorse = (baseline?.result?.worse.length ?? 0) > 0;
  const outweighs = [exitCodes.leak, exitCodes.invalid, exitCodes.thresholdCrossed] as readonly ExitCode[];
  return isWorse && !outweighs.includes(exitCode) ? exitCodes.thresholdCrossed : exitCode;
}

/** Prints a comparison, and what of it speaks against its run `b`. */
export function sayComparison(world: World, { comparison, failIfWorse, worse }: BaselineView): void {
  const { stdout, environment } = world;
  const lines = comparisonLines(comparison, stdout.columns ?? 120, paintFor(stdout, environment));
  for (const line of lines) say(world, line);
  if (failIfWorse === null) return;
  const limit = `${Number((failIfWorse * 100).toPrecision(6))} %`;
  const figures = plural(worse.length, "figure");
  say(world, worse.length === 0 ? `not worse by ${limit}` : `${figures} worse by ${limit} or more`);
}
