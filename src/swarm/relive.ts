import { type Clock, KitError } from "../ground/index.ts";
import type { JobOrder } from "./coordinator.ts";
import type { PastRun } from "./run-log.ts";
import type { SecondMerge } from "./second-merge.ts";

export interface Relived {
  /** When the run began, by this process's clock. */
  readonly startMs: number;
  readonly lost: ReadonlySet<string>;
  readonly done: ReadonlySet<string>;
}

/** Tells an order again all that was written down of its run. Throws `PICKUP_RUN_NOT_BEGUN` (exit code 2). */
export async function relive<Share, Report>(
  { entries }: PastRun,
  order: JobOrder<Share, Report>,
  merge: SecondMerge<Report>,
  clock: Clock,
): Promise<Relived> {
  const lost = new Set<string>();
  const done = new Set<string>();
  let startMs: number | undefined;
  for await (const entry of entries) {
    switch (entry.kind) {
      case "start":
        startMs = clock.now() - (clock.wallNow() - entry.wallMs);
        order.onStart?.(startMs);
        break;
      case "second":
        merge.skip(entry.second, entry.workers);
        order.onReports(entry.second, entry.reports as readonly Report[]);
        break;
      case "late":
        merge.skip(entry.second, [entry.worker]);
        order.onLateReport?.(entry.second, entry.report as Report);
        break;
      case "done":
        done.add(entry.worker);
        break;
      case "lost":
        lost.add(entry.loss.id);
        order.onLost?.(entry.loss);
        break;
      case "note":
        order.onNote?.(entry.note);
        break;
    }
  }
  if (startMs === undefined) throw notBegun();
  return { startMs, lost, done };
}

function notBegun(): KitError {
  return new KitError("PICKUP_RUN_NOT_BEGUN", "the run had not begun when its coordinator ended", {
    hint: "There is nothing to go on with: start the load anew.",
  });
}
