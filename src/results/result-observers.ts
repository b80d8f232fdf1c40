import { join, resolve } from "node:path";
import type { OptionValues } from "../ground/index.ts";
import { type Baseline, BaselineComparison } from "./comparison/baseline-comparison.ts";
import { CsvFiles } from "./csv-files.ts";
import { junitXml } from "./junit.ts";
import { LatencyLog } from "./latency-log.ts";
import { summaryMarkdown } from "./markdown.ts";
import type { resultsOptions } from "./options.ts";
import { ReportFile } from "./report-file.ts";
import { runFiles } from "./run-files.ts";
import { RunFolder, runFolderRemedy as remedy } from "./run-folder.ts";
import type { RunEnd, RunObserver } from "./run-observer.ts";
import { StepSummary } from "./step-summary.ts";
import { SummaryFile } from "./summary-file.ts";
import { TextFile } from "./text-file.ts";
import { RunViewBuilder } from "./view/run-view-builder.ts";

export interface ResultPlaces {
  /** The run's own folder, absolute. */
  readonly runFolder: string;
  /** The run as the page shows it; among the observers. */
  readonly view: RunViewBuilder;
  /** Among the observers, where there is a baseline. */
  readonly baseline: BaselineComparison | null;
  /** The files of the run folder, the view, and what the options ask for besides. */
  readonly observers: readonly RunObserver[];
}

export interface ResultPlacesRequest {
  readonly options: Pick<OptionValues<typeof resultsOptions>, "runs" | "jsonFile" | "html" | "csv">;
  readonly baseline?: Baseline | null;
  /** From which relative paths are taken. */
  readonly folder: string;
  /** Of the run. */
  readonly id: string;
  readonly environment: { readonly [name: string]: string | undefined };
}

/** Everything that stores the results of a run. */
export function resultObserversOf({
  options,
  baseline: held,
  folder,
  id,
  environment,
}: ResultPlacesRequest): ResultPlaces {
  const runFolder = new RunFolder(resolve(folder, options.runs), id);
  const view = new RunViewBuilder({
    storedTicks: () => runFolder.storedTicks(),
    logged: (line) => runFolder.log(line),
  });
  const baseline = held ? new BaselineComparison({ ...held, runFolder: runFolder.path, view }) : null;
  const stepSummary = environment.GITHUB_STEP_SUMMARY ?? "";
  const observers = [
    runFolder,
    view,
    ...(baseline === null ? [] : [baseline]),
    ...filesIn(runFolder.path, view),
    ...wantedFiles(options, folder, view),
    ...(stepSummary === "" ? [] : [new StepSummary(resolve(folder, stepSummary))]),
  ];
  return { runFolder: runFolder.path, view, baseline, observers };
}

function filesIn(folder: string, view: RunViewBuilder): RunObserver[] {
  const at = (name: string, textOf: (end: RunEnd) => string) =>
    new TextFile({ name, path: join(folder, name), textOf, remedy });
  return [
    new LatencyLog(join(folder, runFiles.latencyLog), remedy),
    at(runFiles.junit, ({ summary }) => junitXml(summary)),
    at(runFiles.markdown, ({ summary }) => summaryMarkdown(summary)),
    new ReportFile({ path: join(folder, runFiles.report), view, isWanted: false, remedy }),
  ];
}

function wantedFiles(
  { jsonFile, csv, html }: ResultPlacesRequest["options"],
  folder: string,
  view: RunViewBuilder,
): RunObserver[] {
  const files: RunObserver[] = [];
  if (jsonFile !== undefined) files.push(new SummaryFile(resolve(folder, jsonFile)));
  if (csv !== undefined) {
    const prefix = `${resolve(folder, csv)}_`;
    files.push(new CsvFiles({ prefix, live: true, remedy: "name another prefix with --csv PREFIX" }));
  }
  if (html !== undefined) {
    const path = resolve(folder, html);
    files.push(new ReportFile({ path, view, isWanted: true, remedy: "name another file with --html FILE" }));
  }
  return files;
}
