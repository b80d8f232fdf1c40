/** One load that was tried. */
export interface Probe {
  /** Users, or starts per second. */
  readonly target: number;
  readonly seconds: number;
  readonly passed: boolean;
}

export interface MaxSearchOptions {
  /** What is tried first; from there it is doubled, or halved when it fails. */
  readonly start: number;
  /** No target is lower or higher. */
  readonly least: number;
  readonly most: number;
  /** The search ends when what passed and what failed are nearer than this share. */
  readonly precision: number;
  /** True for users, which are whole. */
  readonly isWhole: boolean;
  /** How long a load is measured, and how long while the bracket is still sought. */
  readonly seconds: number;
  readonly roughSeconds: number;
  /** No second chance is given once so much has been measured in all. */
  readonly enoughSeconds: number;
}

/**
 * Looks for the highest load that passes: doubles until one fails (or halves until one passes), then bisects. Whoever
 * applies the load asks for `next` and reports what came of it. A load that passed only while the bracket was sought is
 * measured at full length before it counts, and the lowest one that failed gets a second chance at the end: latencies
 * near saturation come in bursts, so that chance fails a load more often than it passes one. Pure.
 */
export class MaxSearch {
  readonly #options: MaxSearchOptions;
  readonly #probes: Probe[] = [];
  /** Targets that passed and were not refuted since, ascending. */
  #passed: Probe[] = [];
  /** How often each target failed that has not passed since. */
  readonly #failed = new Map<number, number>();

  constructor(options: MaxSearchOptions) {
    this.#options = options;
  }

  /** Every load that was tried, in order. */
  get probes(): readonly Probe[] {
    return this.#probes;
  }

  /** The highest load that passed at full length; null: none so far. */
  get best(): Probe | null {
    return this.#passed.findLast(({ seconds }) => seconds >= this.#options.seconds) ?? null;
  }

  /** True when the highest load allowed passed: the true limit lies above it. */
  get isCapped(): boolean {
    return this.best !== null && this.best.target >= this.#options.most;
  }

  /** The load to try next; null when the search is over. */
  next(): Omit<Probe, "passed"> | null {
    const { start, least, most, seconds, roughSeconds } = this.#options;
    const low = this.#passed.at(-1);
    const high = this.#lowestFailed();
    if (low === undefined) {
      if (high <= least) return null;
      const target = high === Number.POSITIVE_INFINITY ? start : high / 2;
      return { target: this.#allowed(target), seconds: roughSeconds };
    }
    if (low.target >= most || this.#isNear(low.target, high)) {
      if (low.seconds < seconds) return { target: low.target, seconds };
      return this.#deservesSecondChance(high) ? { target: high, seconds } : null;
    }
    if (high === Number.POSITIVE_INFINITY) return { target: this.#allowed(low.target * 2), seconds: roughSeconds };
    return { target: this.#allowed((low.target + high) / 2), seconds };
  }

  /** Reports what came of the load that `next` named. */
  report(probe: Probe): void {
    this.#probes.push(probe);
    const { target, passed } = probe;
    if (passed) {
      this.#passed = [...this.#passed.filter((earlier) => earlier.target < target), probe];
      for (const failed of this.#failed.keys()) if (failed <= target) this.#failed.delete(failed);
    } else {
      this.#passed = this.#passed.filter((earlier) => earlier.target < target);
      this.#failed.set(target, (this.#failed.get(target) ?? 0) + 1);
    }
  }

  #lowestFailed(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#failed.keys());
  }

  #deservesSecondChance(target: number): boolean {
    const { seconds, enoughSeconds } = this.#options;
    const measured = this.#probes.reduce((sum, probe) => sum + probe.seconds, 0);
    return this.#failed.get(target) === 1 && measured + seconds <= enoughSeconds;
  }

  #isNear(low: number, high: number): boolean {
    const { precision, isWhole } = this.#options;
    return high - low <= precision * low || (isWhole && high - low <= 1);
  }

  #allowed(target: number): number {
    const { least, most, isWhole } = this.#options;
    return Math.min(most, Math.max(least, isWhole ? Math.floor(target) : target));
  }
}
