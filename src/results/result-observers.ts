import { resolve } from "node:path";
import type { OptionValues } from "../ground/index.ts";
import { CsvFiles } from "./csv-files.ts";
import type { resultsOptions } from "./options.ts";
import { RunFolder } from "./run-folder.ts";
import type { RunObserver } from "./run-observer.ts";
import { SummaryFile } from "./summary-file.ts";
import { RunViewBuilder } from "./view/run-view-builder.ts";

export interface ResultPlaces {
  /** The run's own folder, absolute. */
  readonly runFolder: string;
  /** The run as the page shows it; among the observers. */
  readonly view: RunViewBuilder;
  /** The run folder, the view, and what `--json-file` and `--csv` ask for. */
  readonly observers: readonly RunObserver[];
}

/** Everything that stores the results of run `id`; relative paths are taken from `folder`. */
export function resultObserversOf(
  options: OptionValues<typeof resultsOptions>,
  folder: string,
  id: string,
): ResultPlaces {
  const runFolder = new RunFolder(resolve(folder, options.runs), id);
  const view = new RunViewBuilder({
    storedTicks: () => runFolder.storedTicks(),
    logged: (line) => runFolder.log(line),
  });
  const observers: RunObserver[] = [runFolder, view];
  if (options.jsonFile !== undefined) observers.push(new SummaryFile(resolve(folder, options.jsonFile)));
  if (options.csv !== undefined) {
    const prefix = `${resolve(folder, options.csv)}_`;
    observers.push(new CsvFiles({ prefix, live: true, remedy: "name another prefix with --csv PREFIX" }));
  }
  return { runFolder: runFolder.path, view, observers };
}
