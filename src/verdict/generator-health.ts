import { formatCount, plural } from "../ground/index.ts";
import { lateStartMs, percentileMsOf, type RunStatistics, type WorkerUse } from "../stats/index.ts";

/** Whether the load generator itself was the bottleneck: then its figures say nothing about the API. */
export interface GeneratorHealth {
  readonly saturated: boolean;
  /** One sentence each, with what to do about it; empty when healthy. */
  readonly reasons: readonly string[];
}

const lateShareOfP99 = 0.1;
const missedShare = 0.001;
const busyShare = 0.8;
const saturatedShareOfSeconds = 0.05;
/** Starting up makes a worker busy and late for a second or two; that is not saturation, and no ground for a p99. */
const leastSeconds = 3;
const leastLateStarts = 10;

const remedy = "use more --workers, more machines, or less load";

/**
 * INVALID means: the p99 of the generator's lateness above 5 ms and above 10 % of the reported p99 (with ten late starts
 * at least, in three seconds at least: a short run must not fail for one hiccup); or more than 0.1 % missed starts while
 * a worker used more than 80 % of its core on average; or a worker above 95 % of a core in more than 5 % of its seconds
 * (and in three at least).
 */
export function generatorHealthOf(statistics: RunStatistics): GeneratorHealth {
  const reasons = [latenessReason(statistics), missedReason(statistics), cpuReason(statistics.workers)].filter(
    (reason) => reason !== null,
  );
  return { saturated: reasons.length > 0, reasons };
}

function latenessReason({ lateness, lateStarts, lateSeconds, total }: RunStatistics): string | null {
  if (lateStarts < leastLateStarts || lateSeconds < leastSeconds) return null;
  const lateMs = percentileMsOf(lateness, 99);
  const reportedMs = percentileMsOf(total.intended, 99);
  if (lateMs <= lateStartMs || lateMs <= lateShareOfP99 * reportedMs) return null;
  return (
    `The generator began its tasks up to ${lateMs.toFixed(1)} ms late (p99), which is too much beside a reported p99 of ` +
    `${reportedMs.toFixed(1)} ms: ${remedy}, and leave its cores to it.`
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

function isBusy({ cpuMs, elapsedMs }: WorkerUse): boolean {
  return elapsedMs > 0 && cpuMs / elapsedMs > busyShare;
}
