import type { LatencyHistogram } from "./latency-histogram.ts";

/** The distribution of a latency in milliseconds; the percentiles are HdrHistogram's. */
export interface Latency {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p99_9: number;
  readonly max: number;
}

/** The value at a percentile in milliseconds, never above the exact maximum. */
export function percentileMsOf(histogram: LatencyHistogram, percent: number): number {
  return Math.min(histogram.percentile(percent), histogram.max) / 1000;
}

/** A histogram in figures; null when it holds nothing. The mean is rounded to whole microseconds. */
export function latencyOf(histogram: LatencyHistogram): Latency | null {
  if (histogram.count === 0) return null;
  const [p50, p75, p90, p95, p99, p99_9] = percentilesMsOf(histogram, [50, 75, 90, 95, 99, 99.9]);
  return {
    min: histogram.min / 1000,
    mean: Math.round(histogram.mean) / 1000,
    p50: p50!,
    p75: p75!,
    p90: p90!,
    p95: p95!,
    p99: p99!,
    p99_9: p99_9!,
    max: histogram.max / 1000,
  };
}

/** {@link percentileMsOf} of several percentiles in ascending order. */
export function percentilesMsOf(histogram: LatencyHistogram, percents: readonly number[]): number[] {
  return histogram.percentiles(percents).map((us) => Math.min(us, histogram.max) / 1000);
}
