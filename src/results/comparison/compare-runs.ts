import { basename, join } from "node:path";
import { KitError } from "../../ground/index.ts";
import { endpointLabel, type EndpointStatistics } from "../../stats/index.ts";
import { readTicks } from "../read-ticks.ts";
import { reportHtml } from "../report.ts";
import { runFiles } from "../run-files.ts";
import { readJson, runListEntryOf } from "../run-folders.ts";
import type { StoredRun } from "../run-record.ts";
import type { Comparison, ComparisonRow, RunListEntry } from "../run-view.ts";
import type { Summary } from "../summary.ts";
import { viewOfFolder } from "../view-of-folder.ts";
import { type BatchedRun, batchedRun } from "./batched-run.ts";
import { caveatsOf } from "./caveats.ts";
import { type Side, comparisonRow } from "./comparison-row.ts";
import { firstCountedSecond } from "./first-counted-second.ts";
import { comparedMetrics } from "./metrics.ts";

/** The probability that any row of a comparison of equal runs is judged to be a difference. */
const falseAlarms = 0.05;

/** Everything of one run that a comparison looks at. */
export interface ComparedRun {
  readonly entry: RunListEntry;
  readonly stored: Pick<StoredRun, "run" | "version" | "machine">;
  readonly summary: Summary;
  readonly run: BatchedRun;
}

/**
 * Compares the runs of two folders: `b` is judged, `a` is what it is held against. The intervals of all rows hold together
 * with 95 %, so a row is called a difference where its own does not contain 0. Throws `PICKUP_RUN_UNREADABLE` (exit
 * code 2) for a run without a summary.
 */
export async function compareRuns(folderA: string, folderB: string): Promise<Comparison> {
  return comparisonOf(await comparedRun(folderA), await comparedRun(folderB));
}

/** The comparison of two runs that were read. Pure. */
export function comparisonOf(a: ComparedRun, b: ComparedRun): Comparison {
  const labels = labelsOf(a, b);
  const rows = labels.flatMap((label): ComparisonRow[] => {
    const [ofA, ofB] = [sideOf(a, label), sideOf(b, label)];
    return comparedMetrics.map((metric) => comparisonRow(label, metric, ofA, ofB, errorOf(label, labels.length - 1)));
  });
  return { a: a.entry, b: b.entry, rows, caveats: caveatsOf(a, b) };
}

/** The error allowed in one row: the total has half of it all, so that many endpoints do not blind it. */
function errorOf(label: string, endpoints: number): number {
  const allowed = endpoints === 0 ? falseAlarms : falseAlarms / 2;
  return allowed / comparedMetrics.length / (label === "" ? 1 : endpoints);
}

/** The total, and the endpoints where there are several: of a single one the rows would say the same twice. */
function labelsOf(a: ComparedRun, b: ComparedRun): string[] {
  const endpoints = new Set([a, b].flatMap(({ run }) => run.statistics.endpoints.map(labelOf)));
  return endpoints.size === 1 ? [""] : ["", ...endpoints];
}

function sideOf({ run, summary }: ComparedRun, label: string): Side | null {
  const { statistics, batches } = run;
  const found = label === "" ? statistics.total : statistics.endpoints.find((endpoint) => labelOf(endpoint) === label);
  if (found === undefined) return null;
  return { statistics: found, seconds: summary.run.durationSeconds, batches: batches.get(label) ?? [] };
}

function labelOf({ method, name }: EndpointStatistics): string {
  return endpointLabel(method, name);
}

/** The comparison of two run folders as one HTML page. Throws as {@link compareRuns} does. */
export async function comparisonHtml(folderA: string, folderB: string): Promise<string> {
  const comparison = await compareRuns(folderA, folderB);
  const [a, b] = [await viewOfFolder(folderA), await viewOfFolder(folderB)];
  return reportHtml({ version: 1, kind: "comparison", comparison, a, b });
}

/** Throws `PICKUP_RUN_UNREADABLE` (exit code 2) for a run folder that nothing can be compared with. */
export async function requireComparable(folder: string): Promise<void> {
  if ((await readJson<Summary>(join(folder, runFiles.summary))) === null) throw withoutSummary(folder);
  if ((await runListEntryOf(folder)) === null) throw withoutSummary(folder);
}

async function comparedRun(folder: string): Promise<ComparedRun> {
  const stored = await readJson<StoredRun>(join(folder, runFiles.record));
  const summary = await readJson<Summary>(join(folder, runFiles.summary));
  const entry = await runListEntryOf(folder);
  if (stored?.run === undefined || summary === null || entry === null) throw withoutSummary(folder);
  const first = await firstCountedSecond(folder, stored);
  const seconds = Math.max(1, Math.floor(summary.run.durationSeconds));
  const run = await batchedRun(readTicks(join(folder, runFiles.ticks)), first, seconds);
  return { entry, stored, summary, run };
}

function withoutSummary(folder: string): KitError {
  return new KitError("PICKUP_RUN_UNREADABLE", `the run ${basename(folder)} cannot be compared: it has no summary`, {
    hint: "Its process ended before the run did. Compare runs that came to their end.",
  });
}
