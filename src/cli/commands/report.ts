import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { defineOptions, exitCodes } from "../../ground/index.ts";
import { folderOfRun, reportHtml, resultsOptions, runFiles, viewOfFolder, writingResult } from "../../results/index.ts";
import { defineCommand } from "../command.ts";
import { say } from "../world.ts";

const { runs, html } = resultsOptions;

export const command = defineCommand({
  name: "report",
  arguments: [{ name: "run", help: "an id in the folder of all runs, or `latest` (default)", optional: true }],
  options: defineOptions({ runs, html }),
  examples: ["pickup report latest", "pickup report 2026-11-23T22-15-03-ab12 --html report.html"],
  async run({ world, args, resolve: resolveOptions }) {
    const { values } = resolveOptions();
    const folder = await folderOfRun(resolve(world.folder, values.runs), args[0] ?? "latest");
    const page = values.html === undefined ? join(folder, runFiles.report) : resolve(world.folder, values.html);
    const text = await reportHtml({ version: 1, kind: "run", view: await viewOfFolder(folder) });
    await writingResult(page, "name another file with --html FILE", () => writeFile(page, text));
    say(world, `Report: ${page}`);
    return exitCodes.passed;
  },
});
