import {
  endpointLabel,
  type EndpointStatistics,
  type LatencyHistogram,
  percentileMsOf,
  type RunStatistics,
} from "../stats/index.ts";
import { scriptErrorsOf } from "./script-errors.ts";
import { isWithin, type Metric, type Threshold, type ThresholdResult } from "./threshold.ts";

const msPerUnit = { us: 0.001, ms: 1, s: 1000, m: 60_000 } as const;

/**
 * Measures what a threshold limits, over all that the statistics hold. Without requests of its endpoint it does not
 * pass.
 */
export function evaluateThreshold(
  threshold: Threshold,
  statistics: RunStatistics,
  durationSeconds: number,
): ThresholdResult {
  const { expression, endpoint } = threshold;
  const scope =
    endpoint === null
      ? statistics.total
      : statistics.endpoints.find(({ method, name }) => endpointLabel(method, name) === endpoint);
  const observed = scope === undefined ? null : observe(threshold, scope, statistics, durationSeconds);
  return { expression, observed, passed: observed !== null && isWithin(threshold, observed) };
}

function observe(
  { metric, unit }: Threshold,
  scope: EndpointStatistics,
  statistics: RunStatistics,
  durationSeconds: number,
): number | null {
  if (metric.kind === "latency") {
    const ms = latencyMsOf(metric.at, scope.intended);
    return ms === null || unit === "" || unit === "%" ? ms : ms / msPerUnit[unit];
  }
  if (metric.kind === "rate") {
    return scope.requests === 0 || durationSeconds <= 0 ? null : scope.requests / durationSeconds;
  }
  const { count, of } = countOf(metric, scope, statistics);
  if (of === 0) return null;
  return unit === "%" ? (count * 100) / of : count;
}

function latencyMsOf(at: number | "min" | "mean" | "max", histogram: LatencyHistogram): number | null {
  if (histogram.count === 0) return null;
  return typeof at === "number" ? percentileMsOf(histogram, at) : histogram[at] / 1000;
}

/** What is counted, and what it is a share of; a share of nothing cannot be judged. */
function countOf(
  metric: Exclude<Metric, { kind: "latency" } | { kind: "rate" }>,
  scope: EndpointStatistics,
  statistics: RunStatistics,
): { count: number; of: number } {
  const { tokens, missedStarts, lateness } = statistics;
  const { requests } = scope;
  if (metric.kind === "failures") {
    return { count: metric.outcome === null ? scope.failures : scope.outcomes[metric.outcome], of: requests };
  }
  const counts = {
    requests: { count: requests, of: requests },
    "missed-starts": { count: missedStarts, of: missedStarts + lateness.count },
    "script-errors": { count: scriptErrorsOf(statistics), of: requests },
    "token-failures": { count: tokens.failed, of: tokens.requested },
  };
  return counts[metric.kind];
}
