import { formatCount, plural } from "../ground/index.ts";
import { lateStartMs, percentileMsOf, type RunStatistics, type WorkerUse } from "../stats/index.ts";

/** Whether the load generator itself was the bottleneck: then its figures say nothing about the API. */
export interface GeneratorHealth {
  readonly saturated: boolean;
  /** One sentence each, with what to do about it; empty when healthy. */
  readonly reasons: readonly string[];
  /**
   * True when it only began its tasks late. Latencies from the intended start contain that: limits on them that hold,
   * hold all the more without it.
   */
  readonly isOnlyLate: boolean;
}

/** The health of a generator that nothing is held against. */
export const healthyGenerator: GeneratorHealth = { saturated: false, reasons: [], isOnlyLate: false };

const lateShareOfP99 = 0.1;
const missedShare = 0.001;
const busyShare = 0.8;
const saturatedShareOfSeconds = 0.05;
/**
 * Workers that wait for a core so long beside the time they run share it with other work: beside an endless loop they wait
 * about as long as they run, on cores of their own less than half of it.
 */
const crowdedShare = 0.7;
/** Then lateness above this is no chance, if the p99 is one of so many starts that ten lie above it. */
const crowdedLateMs = 2;
const leastCrowdedStarts = 1000;
/** Starting up makes a worker busy and late for a second or two; that is not saturation, and no ground for a p99. */
const leastSeconds = 3;
const leastLateStarts = 10;

/** What the operating system says when the generator has used up what it may have, and the remedy. */
const shortages = [
  {
    code: "EADDRNOTAVAIL",
    lack: "no free local port",
    remedy: "connect from more addresses (--local-address A-B) or use more machines",
  },
  {
    code: "EMFILE",
    lack: "no free file descriptor",
    remedy: "raise the limit (ulimit -n) or use more machines",
  },
] as const;

const remedy = "use more --workers, more machines, or less load";

/**
 * INVALID means: the p99 of the generator's lateness above 5 ms and above 10 % of the reported p99 (with ten late starts
 * at least, in three seconds at least: a short run must not fail for one hiccup); or more than 0.1 % missed starts while
 * a worker used more than 80 % of its core on average; or a worker above 95 % of a core in more than 5 % of its seconds
 * (and in three at least); or connections for which this machine had no local port or file descriptor left. Workers that
 * had to share their cores with other work are late with a p99 above 2 ms already, if it is that of a thousand starts.
 */
export function generatorHealthOf(statistics: RunStatistics): GeneratorHealth {
  const { workers } = statistics;
  const lateness = latenessReason(statistics);
  const others = [missedReason(statistics), cpuReason(workers), ...shortageReasons(statistics)];
  const reasons = [lateness, ...others].filter((reason) => reason !== null);
  return { saturated: reasons.length > 0, reasons, isOnlyLate: lateness !== null && reasons.length === 1 };
}

/**
 * True when the generator's lateness is too much beside the reported p99, be it for one hiccup: no ground to call a run
 * invalid, but one to doubt that the API was slow.
 */
export function wasLate(statistics: RunStatistics): boolean {
  const lateMs = percentileMsOf(statistics.lateness, 99);
  const leastMs = isCrowded(statistics) ? crowdedLateMs : lateStartMs;
  return lateMs > leastMs && lateMs > lateShareOfP99 * percentileMsOf(statistics.total.intended, 99);
}

function isCrowded({ coreWaitMs, cpuMs, seconds, lateness }: RunStatistics): boolean {
  return seconds >= leastSeconds && lateness.count >= leastCrowdedStarts && coreWaitMs > crowdedShare * cpuMs;
}

function latenessReason(statistics: RunStatistics): string | null {
  const { lateness, lateStarts, lateSeconds, total } = statistics;
  const crowded = isCrowded(statistics);
  const isProven = crowded || (lateStarts >= leastLateStarts && lateSeconds >= leastSeconds);
  if (!isProven || !wasLate(statistics)) return null;
  const [lateMs, reportedMs] = [percentileMsOf(lateness, 99), percentileMsOf(total.intended, 99)];
  return (
    `The generator began its tasks up to ${lateMs.toFixed(1)} ms late (p99), which is too much beside a reported p99 of ` +
    `${reportedMs.toFixed(1)} ms${crowded ? ", because other work had its cores" : ""}: ${remedy}, and leave its cores to it.`
  );
}

function missedReason({ missedStarts, lateness, workers }: RunStatistics): string | null {
  const starts = missedStarts + lateness.count;
  if (starts === 0 || missedStarts / starts <= missedShare || !workers.some(isBusy)) return null;
  return (
    `${plural(missedStarts, "start")} of ${formatCount(starts)} found no free user while the workers were busy: ` +
    `${remedy}.`
  );
}

function cpuReason(workers: readonly WorkerUse[]): string | null {
  const saturated = workers.filter(
    ({ seconds, saturatedSeconds }) =>
      saturatedSeconds >= leastSeconds && saturatedSeconds > saturatedShareOfSeconds * seconds,
  );
  if (saturated.length === 0) return null;
  const worst = saturated.reduce((a, b) => (b.saturatedSeconds > a.saturatedSeconds ? b : a));
  return (
    `Worker ${worst.worker} used more than 95 % of its core in ${worst.saturatedSeconds} of ` +
    `${plural(worst.seconds, "second")}: ${remedy}.`
  );
}

function shortageReasons({ errors, peakLocalPorts, localPortsLimit }: RunStatistics): string[] {
  return shortages.flatMap(({ code, lack, remedy: way }) => {
    const refused = errors
      .filter(({ kind, message }) => kind === "request" && message === code)
      .reduce((sum, { count }) => sum + count, 0);
    if (refused === 0) return [];
    const ports = `${formatCount(peakLocalPorts)} of ${formatCount(localPortsLimit)} were taken`;
    const detail = code === "EADDRNOTAVAIL" && localPortsLimit > 0 ? ` (${ports})` : "";
    return [`${plural(refused, "connection")} found ${lack} on this machine${detail}: ${way}.`];
  });
}

function isBusy({ cpuMs, elapsedMs }: WorkerUse): boolean {
  return elapsedMs > 0 && cpuMs / elapsedMs > busyShare;
}
