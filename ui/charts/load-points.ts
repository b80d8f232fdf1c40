import type { RunView } from "../state/protocol.ts";

/** What the load is measured by. */
export type LoadAxis = "users" | "rate";

/** A stretch of the run: how much load there was, how long answers took, and in which third of the run it was. */
export interface LoadPoint {
  readonly load: number;
  readonly ms: number;
  readonly second: number;
  readonly third: 0 | 1 | 2;
}

/** At most so many stretches: more dots hide each other. */
const mostPoints = 400;

/** Latency against load, sorted by load: where answers grow slower without more load being served stands the knee. */
export function loadPoints(view: RunView, axis: LoadAxis, percentile: "p50Ms" | "p95Ms" | "p99Ms"): LoadPoint[] {
  const { total, length, stepSeconds } = view.history;
  const stretch = Math.max(1, Math.ceil(length / mostPoints));
  const points: LoadPoint[] = [];
  for (let from = 0; from + stretch <= length; from += stretch) {
    const entries = Array.from({ length: stretch }, (_, offset) => from + offset);
    const ms = middleOf(entries.map((index) => total[percentile][index] ?? null));
    const requests = entries.reduce((sum, index) => sum + (total.requests[index] ?? 0), 0);
    const load =
      axis === "users"
        ? middleOf(entries.map((index) => total.users[index] ?? null))
        : requests / (stretch * stepSeconds);
    if (ms === null || load === null) continue;
    points.push({
      load,
      ms,
      second: from * stepSeconds,
      third: Math.min(2, Math.floor((from * 3) / length)) as 0 | 1 | 2,
    });
  }
  return points.toSorted((a, b) => a.load - b.load);
}

/** The median of what was measured: percentiles are not averaged. */
function middleOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
}
