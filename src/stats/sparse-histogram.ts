import { bucketOf, highestOf, lowestOf } from "./bucket-layout.ts";

/**
 * A histogram as it travels and as it is stored: only the buckets that hold something, in ascending order, and the
 * exact sum, lowest and highest value in whole microseconds (0 when empty). Structured-cloneable.
 */
export interface SparseHistogram {
  readonly indexes: Uint32Array;
  readonly counts: Uint32Array;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** The JSON form of a {@link SparseHistogram}: `gaps` are the distances between successive indexes. Null when empty. */
export type HistogramRecord = {
  readonly gaps: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  readonly min: number;
  readonly max: number;
} | null;

const nothing = new Uint32Array(0);

/** A histogram without values. */
export const emptyHistogram: SparseHistogram = { indexes: nothing, counts: nothing, sum: 0, min: 0, max: 0 };

/** How many values it holds. */
export function countOf({ counts }: SparseHistogram): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

/** The middle of a bucket in microseconds. */
export function middleUsOf(index: number): number {
  return (lowestOf(index) + highestOf(index)) / 2;
}

/** How many values lie in buckets above the one of `us`. */
export function countAbove({ indexes, counts }: SparseHistogram, us: number): number {
  const bucket = bucketOf(us);
  let above = 0;
  for (let i = indexes.length - 1; i >= 0 && indexes[i]! > bucket; i--) above += counts[i]!;
  return above;
}

/** A histogram as plain JSON, for `ticks.jsonl`. */
export function histogramRecordOf({ indexes, counts, sum, min, max }: SparseHistogram): HistogramRecord {
  if (indexes.length === 0) return null;
  const gaps: number[] = [];
  const plainCounts: number[] = [];
  let before = 0;
  for (let i = 0; i < indexes.length; i++) {
    gaps.push(indexes[i]! - before);
    plainCounts.push(counts[i]!);
    before = indexes[i]!;
  }
  return { gaps, counts: plainCounts, sum, min, max };
}

/** The histogram a record was made from. */
export function histogramFromRecord(record: HistogramRecord): SparseHistogram {
  if (record === null) return emptyHistogram;
  const { gaps, counts, sum, min, max } = record;
  let index = 0;
  return { indexes: Uint32Array.from(gaps, (gap) => (index += gap)), counts: Uint32Array.from(counts), sum, min, max };
}
