import type { ProblemReport } from "../results/index.ts";
import type { SeedingProgress } from "../seeding/index.ts";

/** What is fixed when a seeding begins. */
export interface SeedingFacts {
  /** The table and where it is, as the command says it. */
  readonly target: string;
  readonly startedAtMs: number;
}

/** Everything the page shows of a seeding: sent whole when a browser connects, kept true by `SeedingSecondMessage`s. */
export interface SeedingView extends SeedingFacts {
  /** `stopped`: by hand, the rest can follow; `failed`: `failure` says why. */
  readonly state: "running" | "ended" | "stopped" | "failed";
  readonly progress: SeedingStanding;
  readonly history: SeedingHistoryView;
  /** What its write units cost, once it is over; null: nothing, or not known. */
  readonly dollars: number | null;
  readonly failure: ProblemReport | null;
}

/** How far a seeding is; of the items given up the number alone. */
export interface SeedingStanding extends Omit<SeedingProgress, "dead"> {
  readonly dead: number;
}

/**
 * One step of a seeding: about a second until two hours are full, then twice as long. Rates are per second; milliseconds
 * are of a batch, and of a longer step those of its slowest second.
 */
export interface SeedingPoint {
  /** Seconds since the begin, at the end of the step. */
  readonly second: number;
  readonly itemsPerSecond: number;
  readonly unitsPerSecond: number;
  /** The rate that the writers hold themselves to; null: not known. */
  readonly limitUnitsPerSecond: number | null;
  /** Null: no batch came back. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Items per second that are sent again, by why. */
  readonly unprocessed: number;
  readonly throttled: number;
  readonly server: number;
  readonly network: number;
}

/** The points of all steps, in columns of the same length. */
export type SeedingHistoryView = { readonly [Name in keyof SeedingPoint]: readonly (number | null)[] };
