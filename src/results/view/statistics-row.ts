import { type EndpointStatistics, latencyOf, percentilesMsOf } from "../../stats/index.ts";
import type { StatisticsRow } from "../run-view.ts";

/** What an endpoint, or all of them, came to by `second`, the last one that was counted; -1: none yet. */
export function statisticsRowOf(statistics: EndpointStatistics, second: number): StatisticsRow {
  const { method, name, requests, failures, contentBytes, outcomes, intended } = statistics;
  const hasTimes = intended.count > 0;
  const [medianMs, p95Ms, p99Ms] = hasTimes ? percentilesMsOf(intended, [50, 95, 99]) : [];
  const rates = statistics.recent.rates(Math.max(0, second));
  return {
    method,
    name,
    requests,
    failures,
    wrongContent: outcomes["wrong-content"],
    medianMs: medianMs ?? null,
    p95Ms: p95Ms ?? null,
    p99Ms: p99Ms ?? null,
    meanMs: hasTimes ? Math.round(intended.mean) / 1000 : null,
    minMs: hasTimes ? intended.min / 1000 : null,
    maxMs: hasTimes ? intended.max / 1000 : null,
    meanBytes: requests === 0 ? null : Math.round((contentBytes / requests) * 10) / 10,
    currentRequestsPerSecond: rates.requestsPerSecond,
    currentFailuresPerSecond: rates.failuresPerSecond,
    outcomes: { ...outcomes },
    serviceMs: latencyOf(statistics.service),
    phasesMs: statistics.phases.figures(),
  };
}
