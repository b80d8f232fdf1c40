import type { ErrorRecord } from "../ground/index.ts";
import { LatencyHistogram, type SparseHistogram } from "../stats/index.ts";
import type { DeadLetter, RangeState } from "./resume/range-state.ts";

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
export type Retries = { readonly [Reason in RetryReason]: number };

/** Items refused for a limit: DynamoDB's name of it and what it belongs to. */
export interface Throttle {
  readonly reason: string;
  readonly resource: string;
  readonly items: number;
}

/** A partition key that the table writes slower than it is asked to. */
export interface HotKey {
  readonly key: string;
  readonly refusedItems: number;
  /** To what it is held, write units a second. */
  readonly unitsPerSecond: number;
}

/** What a worker counts between two reports. */
export interface SeedCounts {
  /** Items that the table acknowledged. */
  readonly written: number;
  /** Write units that the table took, with those of its indexes; as estimated where it does not say. */
  readonly units: number;
  readonly batches: number;
  /** Of the batches, in microseconds. */
  readonly latency: SparseHistogram;
  readonly retries: Retries;
  readonly throttles: readonly Throttle[];
  readonly hotKeys: readonly HotKey[];
  readonly failures: readonly FailedCall[];
  /** Failures that no retry mends. */
  readonly exceptions: number;
  readonly batchRecords: readonly BatchRecord[];
  readonly dead: readonly DeadLetter[];
}

/** What a seeding worker did since its last report, and what it still has to do. */
export interface SeedReport extends SeedCounts {
  readonly worker: number;
  /** The rate it holds at present, write units a second. */
  readonly unitsPerSecond: number;
  /** What of the share is not done. */
  readonly ranges: readonly RangeState[];
  /** The error that made this worker stop, and should stop the others. */
  readonly fatal: ErrorRecord | null;
}

/** Collects what a worker does until {@link SeedTally.take} hands it over. */
export class SeedTally {
  readonly #latency = new LatencyHistogram();
  readonly #allDead: DeadLetter[] = [];
  #totalWritten = 0;
  #written = 0;
  #units = 0;
  #batches = 0;
  #retries = noRetries();
  #throttles = new Map<string, Throttle>();
  #hotKeys = new Map<string, HotKey>();
  #failures: FailedCall[] = [];
  #exceptions = 0;
  #batchRecords: BatchRecord[] = [];
  #dead: DeadLetter[] = [];

  /** All acknowledged items since the beginning. */
  get totalWritten(): number {
    return this.#totalWritten;
  }

  /** All dead letters since the beginning. */
  get allDead(): readonly DeadLetter[] {
    return this.#allDead;
  }

  acknowledged(items: number, units: number): void {
    this.#written += items;
    this.#totalWritten += items;
    this.#units += units;
  }

  answered(latencyMs: number): void {
    this.#batches++;
    this.#latency.add(latencyMs * 1000);
  }

  retried(reason: RetryReason, items: number): void {
    this.#retries[reason] += items;
  }

  throttled(reason: string, resource: string, items: number): void {
    const name = `${reason} ${resource}`;
    this.#throttles.set(name, { reason, resource, items: items + (this.#throttles.get(name)?.items ?? 0) });
  }

  hot(key: string, items: number, unitsPerSecond: number): void {
    const refusedItems = items + (this.#hotKeys.get(key)?.refusedItems ?? 0);
    this.#hotKeys.set(key, { key, refusedItems, unitsPerSecond });
  }

  failed(failure: FailedCall): void {
    this.#failures.push(failure);
    if (!failure.retried) this.#exceptions++;
  }

  buried(letter: DeadLetter): void {
    this.#dead.push(letter);
    this.#allDead.push(letter);
  }

  batch(record: BatchRecord): void {
    this.#batchRecords.push(record);
  }

  /** What was collected since the last call. */
  take(): SeedCounts {
    const taken = {
      written: this.#written,
      units: this.#units,
      batches: this.#batches,
      latency: this.#latency.take(),
      retries: this.#retries,
      throttles: [...this.#throttles.values()],
      hotKeys: [...this.#hotKeys.values()],
      failures: this.#failures,
      exceptions: this.#exceptions,
      batchRecords: this.#batchRecords,
      dead: this.#dead,
    };
    this.#written = this.#units = this.#batches = this.#exceptions = 0;
    this.#retries = noRetries();
    this.#throttles = new Map();
    this.#hotKeys = new Map();
    this.#failures = [];
    this.#batchRecords = [];
    this.#dead = [];
    return taken;
  }
}

/** No item was sent again. */
export function noRetries(): Record<RetryReason, number> {
  return { unprocessed: 0, throttled: 0, server: 0, network: 0 };
}
