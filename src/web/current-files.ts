import { exceptionsTable, failuresTable, runFiles, statsTable, type Summary } from "../results/index.ts";
import type { RunStatistics } from "../stats/index.ts";

/** A run that goes on. */
export interface CurrentRun {
  readonly statistics: RunStatistics | null;
  readonly summary: Summary | null;
}

/** A file of a run that goes on as it would be written now; null: it stands in the run folder as it is, or not at all. */
export function currentFile({ statistics, summary }: CurrentRun, file: string): string | null {
  if (file === runFiles.summary) return summary === null ? null : `${JSON.stringify(summary, null, 2)}\n`;
  if (statistics === null) return null;
  if (file === runFiles.stats) return statsTable(statistics, statistics.seconds);
  if (file === runFiles.failures) return failuresTable(statistics);
  return file === runFiles.exceptions ? exceptionsTable(statistics) : null;
}
