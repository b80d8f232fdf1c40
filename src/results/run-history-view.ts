/**
 * The whole run in columns. Index `i` of every column covers the seconds `i × stepSeconds` to `(i + 1) × stepSeconds` of
 * the run. The step is 1 until two hours are full, then it doubles: counts are added, percentiles come from merged
 * histograms. All columns have `length` entries. In a column of milliseconds null means: nothing was measured.
 */
export interface RunHistoryView {
  readonly stepSeconds: number;
  readonly length: number;
  readonly total: TotalColumns;
  /** The 50 endpoints with the most requests at most; others have no charts of their own. */
  readonly endpoints: readonly EndpointColumns[];
  readonly heatmap: HeatmapView;
  /** What happened at a time: users changed, statistics reset, warm-up over, stopped. */
  readonly marks: readonly HistoryMark[];
}

/** Milliseconds are rounded to three significant digits. Counts are of the whole step; divide by `stepSeconds`. */
export interface SeriesColumns {
  readonly requests: readonly (number | null)[];
  readonly failures: readonly (number | null)[];
  readonly wrongContent: readonly (number | null)[];
  readonly p50Ms: readonly (number | null)[];
  readonly p95Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  readonly maxMs: readonly (number | null)[];
}

export interface EndpointColumns extends SeriesColumns {
  readonly method: string;
  readonly name: string;
}

export interface TotalColumns extends SeriesColumns {
  /** At the end of the step. */
  readonly users: readonly (number | null)[];
  readonly bytesReceived: readonly (number | null)[];
  /** Mean milliseconds of each phase of answered requests. */
  readonly dnsMs: readonly (number | null)[];
  readonly connectMs: readonly (number | null)[];
  readonly tlsMs: readonly (number | null)[];
  readonly firstByteMs: readonly (number | null)[];
  readonly downloadMs: readonly (number | null)[];
  /** The generator's own: p99 of its lateness, and all workers' share of their cores, 0 to 1. */
  readonly latenessP99Ms: readonly (number | null)[];
  readonly cpuShare: readonly (number | null)[];
}

/**
 * Latency counts of all endpoints, sparse. Column `i` covers `stepSeconds` seconds from `i × stepSeconds` on, as
 * `[bucket, count, bucket, count …]`; bucket `b` holds latencies from `2^(b / bucketsPerDoubling)` microseconds (included)
 * to `2^((b + 1) / bucketsPerDoubling)`; below one microsecond counts as bucket 0.
 */
export interface HeatmapView {
  readonly stepSeconds: number;
  readonly bucketsPerDoubling: number;
  readonly columns: readonly (readonly number[])[];
}

export interface HistoryMark {
  /** Of the run. */
  readonly second: number;
  readonly kind: "warm-up" | "edit" | "reset" | "stop" | "end" | "worker-lost";
  readonly text: string;
}

/** One entry of each column. */
export type Point<Columns> = {
  readonly [Name in keyof Columns as Columns[Name] extends readonly (number | null)[] ? Name : never]: number | null;
};
