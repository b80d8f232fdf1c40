import { LatencyHistogram } from "./latency-histogram.ts";
import { emptyHistogram, type SparseHistogram } from "./sparse-histogram.ts";

/** The sum of histograms. */
export function mergeHistograms(histograms: readonly SparseHistogram[]): SparseHistogram {
  const filled = histograms.filter((histogram) => histogram.indexes.length > 0);
  if (filled.length <= 1) return filled[0] ?? emptyHistogram;
  const merged = new LatencyHistogram();
  for (const histogram of filled) merged.merge(histogram);
  return merged.toSparse();
}
