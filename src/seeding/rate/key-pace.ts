/** What DynamoDB writes to one partition key at most, write units a second ("Burst and adaptive capacity" of its guide). */
export const keyUnitsPerSecond = 1_000;

const firstShare = 0.95;
const cut = 0.8;
const leastUnitsPerSecond = 50;
const growthPerSecond = 1.05;
const burstSeconds = 0.1;
const parkMs = { least: 500, spread: 1_000 };

/**
 * How fast one hot partition key is written: parked after a refusal, then paced below what a key takes, slower after
 * each further second with refusals, faster again while there are none.
 */
export class KeyPace {
  #unitsPerSecond = keyUnitsPerSecond * firstShare;
  #available = 0;
  #filledMs: number;
  #parkedUntilMs: number;
  #refusedMs: number;

  constructor(nowMs: number, random: () => number) {
    this.#filledMs = this.#refusedMs = nowMs;
    this.#parkedUntilMs = nowMs + parkMs.least + random() * parkMs.spread;
  }

  get unitsPerSecond(): number {
    return this.#unitsPerSecond;
  }

  /** The table has refused items of the key again. */
  refuse(nowMs: number, random: () => number): void {
    if (nowMs - this.#refusedMs < 1_000) return;
    this.#unitsPerSecond = Math.max(leastUnitsPerSecond, this.#unitsPerSecond * cut);
    this.#refusedMs = nowMs;
    this.#parkedUntilMs = nowMs + parkMs.least + random() * parkMs.spread;
  }

  /** From when on an item of the key may be sent; now when that is not later. */
  readyMs(nowMs: number): number {
    if (nowMs < this.#parkedUntilMs) return this.#parkedUntilMs;
    this.#fill(nowMs);
    return this.#available > 0 ? nowMs : nowMs - (this.#available / this.#unitsPerSecond) * 1000 + 1;
  }

  /** Charges an item that is about to be sent. */
  take(units: number): void {
    this.#available -= units;
  }

  #fill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - Math.max(this.#filledMs, this.#parkedUntilMs)) / 1000;
    this.#filledMs = nowMs;
    if (nowMs - this.#refusedMs > 2_000) {
      const grown = this.#unitsPerSecond * growthPerSecond ** seconds;
      this.#unitsPerSecond = Math.min(keyUnitsPerSecond * firstShare, grown);
    }
    const depth = this.#unitsPerSecond * burstSeconds;
    this.#available = Math.min(depth, this.#available + seconds * this.#unitsPerSecond);
  }
}
