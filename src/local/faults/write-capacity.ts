import type { Clock } from "../../ground/index.ts";
import type { WriteUnits } from "./fault-file.ts";

/** Why a write was refused, as DynamoDB names it. */
export type CapacityReason =
  | "TableWriteProvisionedThroughputExceeded"
  | "TableWriteMaxOnDemandThroughputExceeded"
  | "TableWriteKeyRangeThroughputExceeded";

/** Write units that flow in at a steady rate and are kept up to a depth; begins full. */
export class UnitBucket {
  readonly #perSecond: number;
  readonly #depth: number;
  #units: number;
  #filledMs: number;

  constructor(perSecond: number, depthSeconds: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#depth = perSecond * depthSeconds;
    this.#units = this.#depth;
    this.#filledMs = nowMs;
  }

  holds(units: number, nowMs: number): boolean {
    this.#units = Math.min(this.#depth, this.#units + ((nowMs - this.#filledMs) / 1000) * this.#perSecond);
    this.#filledMs = nowMs;
    // An item larger than the bucket must pass some time.
    return this.#units >= Math.min(units, this.#depth);
  }

  take(units: number): void {
    this.#units -= units;
  }
}

const keyDepthSeconds = 1;

/** What one table takes: its own bucket, and one for each partition key. Keys that rest are forgotten. */
export class WriteCapacity {
  readonly #settings: WriteUnits;
  readonly #clock: Clock;
  readonly #table: UnitBucket;
  #keys = new Map<string, UnitBucket>();
  #olderKeys = new Map<string, UnitBucket>();
  #turnedMs: number;

  constructor(settings: WriteUnits, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#turnedMs = clock.now();
    this.#table = new UnitBucket(settings.perSecond, settings.depthSeconds, this.#turnedMs);
  }

  /** Takes the units of a write, or says why it cannot be had now. */
  take(partitionKey: string, units: number): CapacityReason | null {
    const nowMs = this.#clock.now();
    const key = this.#bucketOf(partitionKey, nowMs);
    if (!key.holds(units, nowMs)) return "TableWriteKeyRangeThroughputExceeded";
    if (!this.#table.holds(units, nowMs)) return this.#tableReason();
    key.take(units);
    this.#table.take(units);
    return null;
  }

  #tableReason(): CapacityReason {
    return this.#settings.shown === "provisioned"
      ? "TableWriteProvisionedThroughputExceeded"
      : "TableWriteMaxOnDemandThroughputExceeded";
  }

  /** A bucket that rests as long as its depth is full again, as good as a new one. */
  #bucketOf(partitionKey: string, nowMs: number): UnitBucket {
    if (nowMs - this.#turnedMs > 2 * keyDepthSeconds * 1000) {
      this.#olderKeys = this.#keys;
      this.#keys = new Map();
      this.#turnedMs = nowMs;
    }
    let bucket = this.#keys.get(partitionKey);
    if (bucket === undefined) {
      bucket =
        this.#olderKeys.get(partitionKey) ?? new UnitBucket(this.#settings.perKeyPerSecond, keyDepthSeconds, nowMs);
      this.#keys.set(partitionKey, bucket);
    }
    return bucket;
  }
}
