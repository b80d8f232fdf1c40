/** Two batches, so that a slow rate does not lose a part of one. */
const leastBurst = 50;
/** A shorter wait may vanish in the rounding of the time, and then it would never end. */
const leastWaitMs = 0.001;

/**
 * Paces write units to a rate that may change: charged before sending, corrected when the table says what it took. May
 * be overdrawn by one batch, so that the rate is met exactly whatever the size of a batch.
 */
export class WriteBucket {
  readonly #burstSeconds: number;
  #unitsPerSecond: number;
  #available = 0;
  /** Undefined until it is first asked: before that nobody could have used it, and there is nothing to catch up with. */
  #filledMs: number | undefined;

  /** `unitsPerSecond` Infinity: no limit. Unused units are kept for `burstSeconds`. */
  constructor(unitsPerSecond: number, burstSeconds: number) {
    this.#burstSeconds = burstSeconds;
    this.#unitsPerSecond = unitsPerSecond;
  }

  /** How long to wait until something may be sent; 0: not at all. */
  waitMs(nowMs: number): number {
    if (this.#unitsPerSecond === Infinity) return 0;
    this.#fill(nowMs);
    return this.#available >= 0 ? 0 : Math.max(leastWaitMs, (-this.#available / this.#unitsPerSecond) * 1000);
  }

  /** Charges what is sent; a negative number gives back. */
  charge(units: number): void {
    this.#available -= units;
  }

  /** The rate from now on. */
  retune(unitsPerSecond: number, nowMs: number): void {
    if (this.#unitsPerSecond === Infinity) {
      this.#available = 0;
      this.#filledMs = undefined;
    } else if (this.#filledMs !== undefined) this.#fill(nowMs);
    this.#unitsPerSecond = unitsPerSecond;
  }

  #fill(nowMs: number): void {
    const sinceMs = nowMs - (this.#filledMs ?? nowMs);
    const grown = this.#available + (sinceMs / 1000) * this.#unitsPerSecond;
    this.#available = Math.min(Math.max(leastBurst, this.#unitsPerSecond * this.#burstSeconds), grown);
    this.#filledMs = nowMs;
  }
}
