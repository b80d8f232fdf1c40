const least = 2;
const start = 4;
const batchesPerWindow = 32;
/** A latency this many times the lowest one means that batches queue up somewhere. */
const tolerance = 2;
/** The lowest latency is slowly forgotten, so that a network that became slower is not taken for a queue for ever. */
const forgetting = 1.001;

/**
 * How many batches may be in flight: more while they are all used and the latency stays, fewer when the latency shows
 * that they only wait in a queue (the gradient of Netflix's concurrency-limits, "Performance Under Load", 2018).
 */
export class ConcurrencyLimit {
  readonly #most: number;
  #limit: number;
  #lowestMs = Infinity;
  #sumMs = 0;
  #batches = 0;
  #wasReached = false;

  constructor(most: number) {
    this.#most = most;
    this.#limit = Math.min(start, most);
  }

  /** Whole batches. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** The limit kept a batch from being sent. */
  reached(): void {
    this.#wasReached = true;
  }

  /** A batch has come back. */
  answered(latencyMs: number): void {
    this.#sumMs += latencyMs;
    if (++this.#batches < batchesPerWindow) return;
    const meanMs = this.#sumMs / this.#batches;
    this.#lowestMs = Math.min(this.#lowestMs * forgetting, meanMs);
    // A latency of nothing is only known to clocks that stand still.
    const gradient = meanMs === 0 ? 1 : Math.max(0.5, Math.min(1, (tolerance * this.#lowestMs) / meanMs));
    this.#set(this.#limit * gradient + (this.#wasReached ? 2 : 0));
    this.#sumMs = this.#batches = 0;
    this.#wasReached = false;
  }

  /** A batch got no answer, or the service failed. */
  failed(): void {
    this.#set(this.#limit * 0.9);
  }

  #set(limit: number): void {
    this.#limit = Math.max(Math.min(least, this.#most), Math.min(this.#most, limit));
  }
}
