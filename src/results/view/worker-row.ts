import type { WorkerTick, WorkerUse } from "../../stats/index.ts";
import type { WorkerRow } from "../run-view.ts";

/** How one worker does: its last second, and the whole run. */
export function workerRowOf(use: WorkerUse, last: WorkerTick | undefined, isLost: boolean): WorkerRow {
  return {
    id: use.worker,
    users: last?.users ?? 0,
    cpuShare: last === undefined ? null : shareOf(last),
    meanCpuShare: shareOf(use),
    loopLagP99Ms: last?.loopLagP99Ms ?? null,
    rssBytes: last?.rssBytes ?? null,
    isLost,
  };
}

/** Of a core, 0 to 1; null when no time has passed. */
export function shareOf({ cpuMs, elapsedMs }: Pick<WorkerTick, "cpuMs" | "elapsedMs">): number | null {
  return elapsedMs > 0 ? Math.round(Math.min(1, cpuMs / elapsedMs) * 1000) / 1000 : null;
}
