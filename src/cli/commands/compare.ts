import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { defineOptions, exitCodes, KitError } from "../../ground/index.ts";
import {
  compareRuns,
  comparisonHtml,
  folderOfRun,
  resultsOptions,
  runFiles,
  worseRows,
  writingResult,
} from "../../results/index.ts";
import { sayComparison } from "../baseline.ts";
import { defineCommand } from "../command.ts";
import { say } from "../world.ts";

const { runs, html, failIfWorse } = resultsOptions;

export const command = defineCommand({
  name: "compare",
  arguments: [
    { name: "a", help: "the run to hold against: an id, or `latest`" },
    { name: "b", help: "the run that is judged" },
  ],
  options: defineOptions({ runs, html, failIfWorse }),
  examples: [
    "pickup compare 2026-11-23T22-15-03-ab12 latest",
    "pickup compare 2026-11-23T22-15-03-ab12 latest --fail-if-worse 10%",
  ],
  async run({ world, args, resolve: resolveOptions }) {
    const { values } = resolveOptions();
    const folder = resolve(world.folder, values.runs);
    const [a, b] = [await folderOfRun(folder, args[0]!), await folderOfRun(folder, args[1]!)];
    if (a === b) throw sameRun(args);
    const comparison = await compareRuns(a, b);
    const failIfWorse = values.failIfWorse ?? null;
    const worse = failIfWorse === null ? [] : worseRows(comparison, failIfWorse);
    sayComparison(world, { comparison, failIfWorse, worse });
    const page = values.html === undefined ? join(b, runFiles.comparison) : resolve(world.folder, values.html);
    const text = await comparisonHtml(a, b);
    await writingResult(page, "name another file with --html FILE", () => writeFile(page, text));
    say(world, `Comparison: ${page}`);
    return worse.length > 0 ? exitCodes.thresholdCrossed : exitCodes.passed;
  },
});

/** With it `--fail-if-worse` could not fail. */
function sameRun(args: readonly string[]): KitError {
  return new KitError("PICKUP_ARGUMENT_INVALID", `${args.join(" and ")} are the same run: nothing of it can differ`, {
    hint: "Name the earlier run first: `pickup compare ID latest`; the folder of runs lists the ids.",
  });
}
