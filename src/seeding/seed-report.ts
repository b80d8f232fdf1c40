import type { ErrorRecord } from "../ground/index.ts";
import type { UserRange } from "./user-ranges.ts";

/** A call that failed, or one whose items were given up. */
export interface FailedCall {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly code: string;
  readonly message: string;
  /** How many items it carried. */
  readonly items: number;
  /** True when its items will be sent again. */
  readonly retried: boolean;
}

/** One batch as `--log-batches` shows it. */
export interface BatchRecord {
  readonly timeMs: number;
  readonly items: number;
  readonly unprocessed: number;
  readonly latencyMs: number;
}

/** Why items were sent again. */
export const retryReasons = ["unprocessed", "throttled", "server", "network"] as const;
export type RetryReason = (typeof retryReasons)[number];

/** What a seeding worker did since its last report, and what it still has to do. */
export interface SeedReport {
  readonly worker: number;
  /** Items that the table acknowledged. */
  readonly written: number;
  /** Items of the users who became complete. */
  readonly completedItems: number;
  readonly retries: { readonly [Reason in RetryReason]: number };
  readonly failures: readonly FailedCall[];
  /** Failures that no retry mends. */
  readonly exceptions: number;
  readonly batches: readonly BatchRecord[];
  /** The users of the share who are not complete. */
  readonly remaining: readonly UserRange[];
  /** The error that made this worker stop, and should stop the others. */
  readonly fatal: ErrorRecord | null;
}

/** Collects what a worker does until {@link SeedTally.take} hands it over. */
export class SeedTally {
  #written = 0;
  #retries = noRetries();
  #failures: FailedCall[] = [];
  #exceptions = 0;
  #batches: BatchRecord[] = [];

  acknowledged(): void {
    this.#written++;
  }

  retried(reason: RetryReason, items: number): void {
    this.#retries[reason] += items;
  }

  failed(failure: FailedCall): void {
    this.#failures.push(failure);
    if (!failure.retried) this.#exceptions++;
  }

  batch(record: BatchRecord): void {
    this.#batches.push(record);
  }

  /** What was collected since the last call. */
  take(): Pick<SeedReport, "written" | "retries" | "failures" | "exceptions" | "batches"> {
    const taken = {
      written: this.#written,
      retries: this.#retries,
      failures: this.#failures,
      exceptions: this.#exceptions,
      batches: this.#batches,
    };
    this.#written = 0;
    this.#retries = noRetries();
    this.#failures = [];
    this.#exceptions = 0;
    this.#batches = [];
    return taken;
  }
}

function noRetries(): Record<RetryReason, number> {
  return { unprocessed: 0, throttled: 0, server: 0, network: 0 };
}
