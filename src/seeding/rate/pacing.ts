import type { ConsumedUnits } from "../../dynamodb/index.ts";
import { ConcurrencyLimit } from "./concurrency-limit.ts";
import { RateGovernor, type RateLimits } from "./rate-governor.ts";
import { WriteBucket } from "./write-bucket.ts";

/** Write units a second that a table and its indexes show as their limits; null: none is shown. */
export interface ShownLimits {
  readonly table: number | null;
  readonly indexes: { readonly [index: string]: number | null };
}

/** What became of a batch, in write units as they were estimated. */
export interface BatchResult {
  readonly latencyMs: number;
  readonly accepted: number;
  /** For a limit of the table, an index or the account. */
  readonly refused: number;
  readonly isAccountLimit: boolean;
  readonly consumed: ConsumedUnits | null;
}

const windowMs = 250;
/** A few batches say nothing of a share. */
const longestWindowMs = 5_000;
const batchesPerWindow = 40;
const learning = 0.1;

/** When the next batch may be sent: the rate of write units and the number of batches in flight, both learned. */
export class Pacing {
  readonly #limits: ShownLimits;
  readonly #governor: RateGovernor;
  readonly #bucket: WriteBucket;
  readonly #concurrency: ConcurrencyLimit;
  /** What an estimated unit has turned out to take of the tightest limit: indexes cost units of their own. */
  #factor: number | null = null;
  #window: { startMs: number; sent: number; accepted: number; refused: number; ofAccount: number; batches: number };

  constructor(limits: ShownLimits, rate: RateLimits, mostInFlight: number, nowMs: number) {
    this.#limits = limits;
    this.#governor = new RateGovernor(rate);
    this.#bucket = new WriteBucket(this.#governor.rate, rate.burstSeconds);
    this.#concurrency = new ConcurrencyLimit(mostInFlight);
    this.#window = emptyWindow(nowMs);
  }

  /** Write units a second at present. */
  get unitsPerSecond(): number {
    return this.#governor.rate;
  }

  get mostInFlight(): number {
    return this.#concurrency.limit;
  }

  /** Holds itself to another limit from now on. */
  limitTo(rate: RateLimits, nowMs: number): void {
    this.#governor.limitTo(rate);
    this.#bucket.retune(this.#governor.rate, nowMs);
  }

  /** How long to wait before the next batch; Infinity: until one in flight comes back. */
  waitMs(inFlight: number, nowMs: number): number {
    const waitMs = this.#bucket.waitMs(nowMs);
    if (waitMs > 0 || inFlight < this.#concurrency.limit) return waitMs;
    this.#concurrency.reached();
    return Infinity;
  }

  /** Charges a batch that is about to be sent, with its estimated units. */
  sent(units: number): void {
    const charged = units * (this.#factor ?? 1);
    this.#bucket.charge(charged);
    this.#window.sent += charged;
  }

  /** A batch was answered. */
  answered({ latencyMs, accepted, refused, isAccountLimit, consumed }: BatchResult, nowMs: number): void {
    this.#concurrency.answered(latencyMs);
    const charged = accepted * (this.#factor ?? 1);
    const taken = consumed === null ? charged : tightest(consumed, this.#limits);
    this.#bucket.charge(taken - charged);
    if (accepted > 0) this.#learn(taken / accepted);
    const window = this.#window;
    window.accepted += taken;
    window.refused += refused * (this.#factor ?? 1);
    if (isAccountLimit) window.ofAccount += refused;
    window.batches++;
    const ageMs = nowMs - window.startMs;
    if (ageMs > longestWindowMs || (ageMs > windowMs && window.batches >= batchesPerWindow)) this.#close(nowMs);
  }

  /** A batch got no answer, or the service failed. */
  failed(): void {
    this.#concurrency.failed();
  }

  #learn(factor: number): void {
    this.#factor = this.#factor === null ? factor : this.#factor + (factor - this.#factor) * learning;
  }

  #close(nowMs: number): void {
    const { startMs, sent, accepted, refused, ofAccount } = this.#window;
    const before = this.#governor.rate;
    const seconds = (nowMs - startMs) / 1000;
    this.#governor.close({ seconds, sent, accepted, refused, isAccountLimit: ofAccount > refused / 2 });
    if (this.#governor.rate !== before) this.#bucket.retune(this.#governor.rate, nowMs);
    this.#window = emptyWindow(nowMs);
  }
}

function emptyWindow(startMs: number) {
  return { startMs, sent: 0, accepted: 0, refused: 0, ofAccount: 0, batches: 0 };
}

/** Units of the table's limit that stand for what was taken of the limit nearest to its end. */
function tightest({ table, indexes }: ConsumedUnits, limits: ShownLimits): number {
  let units = table;
  for (const index in indexes) {
    const limit = limits.indexes[index] ?? null;
    const scale = limit === null || limits.table === null ? 1 : limits.table / limit;
    units = Math.max(units, indexes[index]! * scale);
  }
  return units;
}
