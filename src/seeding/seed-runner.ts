import type { Clock } from "../ground/index.ts";
import type { SeedInput, SeedShare } from "./seed-job.ts";
import type { SeedReport } from "./seed-report.ts";

/** A seeding to be run on workers, however many there are. */
export interface SeedOrder {
  readonly input: SeedInput;
  readonly shareOf: (worker: number, workers: number) => SeedShare;
  /** Called once a second with the reports of that second. */
  readonly onReports: (second: number, reports: readonly SeedReport[]) => void;
  /** Aborted when the workers shall start nothing new. */
  readonly stop: AbortSignal;
}

/** Runs an order to its end; after `stop`, batches in flight may take {@link stopGraceMs} more. */
export type SeedRunner = (order: SeedOrder, clock: Clock) => Promise<void>;

/** What batches in flight may take after a stop, in milliseconds. */
export const stopGraceMs = 10_000;
