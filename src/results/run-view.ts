import type { Outcome } from "../ground/index.ts";
import type { FailureSample, Latency, Phase } from "../stats/index.ts";
import type { ThresholdResult, VerdictWord } from "../verdict/index.ts";
import type { EndpointColumns, HistoryMark, Point, RunHistoryView, TotalColumns } from "./run-history-view.ts";
import type { Summary } from "./summary.ts";

/** Where a run stands. `failed`: it came to no load (`failure` says why), or a worker's end cut it short. */
export type RunState = "starting" | "running" | "stopping" | "ended" | "failed";

/**
 * Everything the page knows of one run: sent whole when a browser connects, kept true by `RunTick`s, and written into
 * `report.html`. Times of the wall clock are epoch milliseconds of the coordinator; durations milliseconds unless the
 * name says seconds.
 */
export interface RunView {
  readonly run: RunHead;
  readonly state: RunState;
  /** Whole seconds of load so far. */
  readonly seconds: number;
  readonly history: RunHistoryView;
  readonly now: RunNow;
  /** One for each endpoint, in the order of first requests; the total apart. */
  readonly total: StatisticsRow;
  readonly endpoints: readonly StatisticsRow[];
  readonly failures: readonly FailureRow[];
  readonly exceptions: readonly ExceptionRow[];
  readonly workers: readonly WorkerRow[];
  readonly thresholds: readonly ThresholdRow[];
  /** The last 500 lines. */
  readonly log: readonly LogLine[];
  readonly taskRatio: TaskRatio;
  /** `summary.json`, once the run has ended; its figures are the final ones. */
  readonly summary: Summary | null;
  /** Why the verdict is not "passed", one sentence each; empty before the end. */
  readonly reasons: readonly string[];
  /** Why the run did not come to its end by itself; null otherwise. */
  readonly failure: ProblemReport | null;
  /** What it was held against at its end; null: nothing, or not yet. */
  readonly baseline: BaselineView | null;
}

/** A run held against an earlier one. */
export interface BaselineView {
  /** Its `b` is the run, `a` the baseline. */
  readonly comparison: Comparison;
  /** The share from which on a figure speaks against the run; null: none does. */
  readonly failIfWorse: number | null;
  /** The rows that do. */
  readonly worse: readonly ComparisonRow[];
}

/** What is fixed when a run starts. */
export interface RunHead {
  /** As its folder is called: `2026-11-23T22-15-03-ab12`. */
  readonly id: string;
  readonly startedAtMs: number;
  /** The API under load. */
  readonly host: string;
  /** The test's file name without folders, or `built-in`. */
  readonly testName: string;
  /** Virtual users at the peak. */
  readonly users: number;
  readonly workers: number;
  /** What can be changed while it runs: users and spawn rate, the arrival rate, or nothing. */
  readonly editable: "users" | "arrival-rate" | "nothing";
  /** When the plan ends; null: when it is stopped. */
  readonly plannedSeconds: number | null;
  /** Link to a trace with `{traceId}` in it; null without `--trace-url`. */
  readonly traceUrl: string | null;
  /** The kit's version. */
  readonly version: string;
  readonly isInsecure: boolean;
}

/** The latest second in figures; rates are means of the last ten seconds, percentiles those of the run so far. */
export interface RunNow {
  readonly users: number;
  /** What the plan asks for at this time, users or starts per second; null where it is not known. */
  readonly target: number | null;
  readonly requestsPerSecond: number;
  readonly failuresPerSecond: number;
  /** Null: no requests. */
  readonly failureShare: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly health: HealthView;
}

/** How the load generator itself does. */
export interface HealthView {
  /** True: the generator is the bottleneck; `reasons` say so in words, with the remedy. */
  readonly saturated: boolean;
  readonly reasons: readonly string[];
  /** p99 of the run so far; null: nothing was started. */
  readonly latenessP99Ms: number | null;
  readonly loopLagP99Ms: number | null;
  /** Of the last second: the busiest worker's share of a core, 0 to 1. */
  readonly busiestCpuShare: number | null;
  readonly lateStarts: number;
  readonly missedStarts: number;
  readonly openFiles: number;
  /** 0: not known. */
  readonly openFilesLimit: number;
  readonly localPorts: number;
  /** 0: not known. */
  readonly localPortsLimit: number;
}

/** One row of the statistics; milliseconds from the intended start and without fast failures, null: no data. */
export interface StatisticsRow {
  /** Empty for the total. */
  readonly method: string;
  readonly name: string;
  readonly requests: number;
  readonly failures: number;
  readonly wrongContent: number;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly meanMs: number | null;
  readonly minMs: number | null;
  readonly maxMs: number | null;
  /** Of an answer's body; null: no requests. */
  readonly meanBytes: number | null;
  /** Over the last ten seconds. */
  readonly currentRequestsPerSecond: number;
  readonly currentFailuresPerSecond: number;
  readonly outcomes: { readonly [Name in Outcome]: number };
  /** From the send, for comparison with the others. */
  readonly serviceMs: Latency | null;
  readonly phasesMs: { readonly [Name in Phase]: PhaseFigures | null };
}

export interface PhaseFigures {
  readonly mean: number;
  readonly p95: number;
}

/** Failed requests of one kind at one endpoint. `outcome` and `message` may come from outside: show them as text. */
export interface FailureRow {
  /** Stays the same during the run. */
  readonly key: string;
  readonly method: string;
  readonly name: string;
  readonly outcome: Outcome | "other";
  readonly message: string;
  readonly count: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** The first five at most. */
  readonly samples: readonly FailureSampleView[];
}

/** One failed request, tokens and keys masked. */
export type FailureSampleView = Omit<FailureSample, "endpoint" | "outcome" | "reason">;

export type { ContentDifference, HeaderField as HeaderView } from "../stats/index.ts";

/** Errors of the test's own code, and tokens that could not be had. */
export interface ExceptionRow {
  readonly key: string;
  readonly kind: "script" | "token";
  readonly code: string;
  readonly message: string;
  readonly where: string;
  readonly stack: string;
  readonly count: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface WorkerRow {
  readonly id: string;
  readonly users: number;
  /** Of a core, 0 to 1: in the last second and on average. */
  readonly cpuShare: number | null;
  readonly meanCpuShare: number | null;
  /** Of the last second; null where only the whole process is known. */
  readonly loopLagP99Ms: number | null;
  /** Of the worker's process; threads of one process share it. */
  readonly rssBytes: number | null;
  readonly isLost: boolean;
}

/** A threshold with how it stands: `none` while there is nothing to measure. */
export interface ThresholdRow extends Omit<ThresholdResult, "passed"> {
  /** The limit and its unit, as in `p99<300ms`: 300 and `ms`. */
  readonly limit: number;
  readonly unit: string;
  readonly state: "passed" | "crossed" | "none";
}

export interface LogLine {
  readonly atMs: number;
  readonly level: "info" | "warning" | "error";
  readonly text: string;
}

/** How often each task is chosen, as shares of 1. */
export interface TaskRatio {
  /** Within each user type; the ratio of a user type is its share of the users. */
  readonly perUserType: readonly TaskShare[];
  /** Among all tasks of all users. */
  readonly total: readonly TaskShare[];
}

export interface TaskShare {
  readonly name: string;
  readonly ratio: number;
  readonly tasks: readonly TaskShare[];
}

/** An error for a reader: what was wrong, and how to mend it. */
export interface ProblemReport {
  /** `PICKUP_…` */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** What one second changed. The page applies it to its `RunView`; nothing else is needed to keep it true. */
export interface RunTick {
  readonly state: RunState;
  readonly seconds: number;
  /** The index of the columns that `total` and `endpoints` are for; the same index may come again and then replaces. */
  readonly index: number;
  readonly total: Point<TotalColumns>;
  /** Only endpoints that had requests in this step; the others get 0 requests and null milliseconds. */
  readonly endpoints: readonly (Point<EndpointColumns> & { readonly method: string; readonly name: string })[];
  /** The cells of heatmap column `column`, replacing what it held. */
  readonly heatmap: { readonly column: number; readonly cells: readonly number[] };
  readonly now: RunNow;
  readonly totalRow: StatisticsRow;
  /** Rows that changed, to be found by method and name, or new. */
  readonly rows: readonly StatisticsRow[];
  /** Rows that changed, to be found by key, or new. Samples are whole. */
  readonly failures: readonly FailureRow[];
  readonly exceptions: readonly ExceptionRow[];
  readonly workers: readonly WorkerRow[];
  readonly thresholds: readonly ThresholdRow[];
  /** New ones. */
  readonly marks: readonly HistoryMark[];
}

/** A run as the list of runs shows it. */
export interface RunListEntry {
  readonly id: string;
  readonly startedAtMs: number;
  /** `running`: in this process; `unfinished`: its process ended without a summary. */
  readonly verdict: VerdictWord | "running" | "unfinished";
  readonly host: string;
  readonly users: number;
  readonly durationSeconds: number | null;
  readonly requests: number | null;
  readonly failures: number | null;
  readonly requestsPerSecond: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** The files of its folder that can be downloaded. */
  readonly files: readonly string[];
}

/** Two runs beside each other: `a` is the earlier one or the baseline, `b` is judged. */
export interface Comparison {
  readonly a: RunListEntry;
  readonly b: RunListEntry;
  readonly rows: readonly ComparisonRow[];
  /** What makes the two hard to compare: other users, host, rate; empty when nothing does. */
  readonly caveats: readonly string[];
}

export interface ComparisonRow {
  /** `GET /path`; empty for the total. */
  readonly endpoint: string;
  readonly metric: "requestsPerSecond" | "failureShare" | "p50Ms" | "p95Ms" | "p99Ms" | "meanMs" | "meanBytes";
  /** Null: no data. */
  readonly a: number | null;
  readonly b: number | null;
  /** (b − a) / a, with the bounds of its interval where there is one (those of all rows hold together with 95 %); null: cannot be said. */
  readonly change: number | null;
  readonly changeFrom: number | null;
  readonly changeTo: number | null;
  /**
   * `noise`: the difference may well be chance. `different`: it is none, but neither good nor bad (the size of answers).
   * `unknown`: too little data.
   */
  readonly judgement: "better" | "worse" | "different" | "noise" | "unknown";
}
