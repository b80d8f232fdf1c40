import type { Comparison, ComparisonRow } from "../run-view.ts";

/**
 * The rows of a comparison that speak against its run `b`: worse beyond chance, and worse by `share` or more as far as
 * can be told, which means that the far bound of the interval reaches that. A figure that was 0 before has no such bound,
 * and every rise of it counts.
 */
export function worseRows({ rows }: Comparison, share: number): ComparisonRow[] {
  return rows.filter((row) => row.judgement === "worse" && (farBoundOf(row) ?? Number.POSITIVE_INFINITY) >= share);
}

/** The bound of the interval that lies furthest on the bad side, as a positive share. */
function farBoundOf({ metric, changeFrom, changeTo }: ComparisonRow): number | null {
  if (metric === "requestsPerSecond") return changeFrom === null ? null : -changeFrom;
  return changeTo;
}
