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
  const at = (percent: number) => percentileMsOf(histogram, percent);
  return {
    min: histogram.min / 1000,
    mean: Math.round(histogram.mean) / 1000,
    p50: at(50),
    p75: at(75),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    p99_9: at(99.9),
    max: histogram.max / 1000,
  };
}
