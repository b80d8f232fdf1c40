import {
  localPortsOf,
  percentileMsOf,
  percentilesMsOf,
  type LatencyHistogram,
  type RunStatistics,
  type Tick,
} from "../../stats/index.ts";
import { generatorHealthOf } from "../../verdict/index.ts";
import type { HealthView, RunNow } from "../run-view.ts";
import { shareOf } from "./worker-row.ts";

/** The figures of a run that has not measured anything yet. */
export const nothingYet: RunNow = {
  users: 0,
  target: null,
  requestsPerSecond: 0,
  failuresPerSecond: 0,
  failureShare: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  health: {
    saturated: false,
    reasons: [],
    latenessP99Ms: null,
    loopLagP99Ms: null,
    busiestCpuShare: null,
    lateStarts: 0,
    missedStarts: 0,
    openFiles: 0,
    openFilesLimit: 0,
    localPorts: 0,
    localPortsLimit: 0,
  },
};

/** The latest second in figures. */
export function runNowOf(statistics: RunStatistics, tick: Tick, target: number | null): RunNow {
  const { total, current, users } = statistics;
  const [p50Ms, p95Ms, p99Ms] = total.intended.count === 0 ? [] : percentilesMsOf(total.intended, [50, 95, 99]);
  return {
    users,
    target,
    ...current,
    failureShare: total.requests === 0 ? null : total.failures / total.requests,
    p50Ms: p50Ms ?? null,
    p95Ms: p95Ms ?? null,
    p99Ms: p99Ms ?? null,
    health: healthOf(statistics, tick),
  };
}

function healthOf(statistics: RunStatistics, { generator, workers }: Tick): HealthView {
  const { lateness, loopLag, lateStarts, missedStarts } = statistics;
  const shares = workers.map(shareOf).filter((share) => share !== null);
  return {
    ...generatorHealthOf(statistics),
    latenessP99Ms: p99Of(lateness),
    loopLagP99Ms: p99Of(loopLag),
    busiestCpuShare: shares.length === 0 ? null : Math.max(...shares),
    lateStarts,
    missedStarts,
    openFiles: generator.openFiles,
    openFilesLimit: generator.openFilesLimit,
    localPorts: localPortsOf(generator),
    localPortsLimit: generator.localPortsLimit,
  };
}

function p99Of(histogram: LatencyHistogram): number | null {
  return histogram.count === 0 ? null : percentileMsOf(histogram, 99);
}
