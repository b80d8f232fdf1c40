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

/** The JSON form of a {@link SparseHistogram}: `gaps` are the distances between successive indexes. */
export interface HistogramRecord {
  readonly gaps: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

const nothing = new Uint32Array(0);

/** A histogram without values. */
export const emptyHistogram: SparseHistogram = { indexes: nothing, counts: nothing, sum: 0, min: 0, max: 0 };

/** A histogram as plain JSON, for `ticks.jsonl`. */
export function histogramRecordOf(histogram: SparseHistogram): HistogramRecord {
  const { indexes, counts, sum, min, max } = histogram;
  const gaps = Array.from(indexes, (index, i) => index - (i === 0 ? 0 : indexes[i - 1]!));
  return { gaps, counts: [...counts], sum, min, max };
}

/** The histogram a record was made from. */
export function histogramFromRecord(record: HistogramRecord): SparseHistogram {
  const { gaps, counts, sum, min, max } = record;
  let index = 0;
  return { indexes: Uint32Array.from(gaps, (gap) => (index += gap)), counts: Uint32Array.from(counts), sum, min, max };
}
