/** What became of the write units that came back since the last window, and how long that took. */
export interface RateWindow {
  readonly seconds: number;
  /** Write units that were charged for batches sent in this time. */
  readonly sent: number;
  readonly accepted: number;
  /** Refused for the table's, an index's or the account's limit; not for that of a single key. */
  readonly refused: number;
  /** True when it was mostly the account's limit. */
  readonly isAccountLimit: boolean;
}

export interface RateLimits {
  /** Where to begin, write units a second. */
  readonly start: number;
  /** Never more than this. */
  readonly most: number;
  /** How long unused units are kept. A table that shows its limit is known to keep them longer than a thread is held up. */
  readonly burstSeconds: number;
}

const refusedShareOfCongestion = 0.01;
const usedShare = 0.85;
const backOff = 0.97;
const accountBackOff = 0.7;
/** How much of the way to the last known limit is regained in a window. */
const recovery = 0.4;
/** Above the last known limit: slowly at first, so that little is refused when it is still there. */
const probe = 1.0025;
const probeWindows = 20;
/** After that many windows without refusals the limit is evidently another one. */
const climb = 1.1;
/** So many windows show whether a cut has mended anything. */
const trialWindows = 2;
const cutsOfTrial = 2;
/** One window may be misleading. */
const deepestCut = 0.3;
const leastRate = 100;
/** Where so many refusals are known to be noise, they say little of the limit: it is looked for with long strides. */
const noisyShare = 0.02;
const noiseKept = 0.98;

/**
 * Finds the highest rate of write units that the table takes. Without a known limit the rate doubles until refusals
 * come; then it falls to what was accepted, returns to just below that, and probes upwards slowly (the shape of CUBIC,
 * RFC 9438, on what is accepted instead of what is lost). Where cuts mend nothing, the refusals do not come from the rate:
 * they are taken for noise and the cuts are taken back.
 */
export class RateGovernor {
  #rate: number;
  #isStarting = true;
  /** The share of refusals that no slower rate mends. */
  #noise = 0;
  /** What the table accepted when it was last congested; null: never was. */
  #knee: number | null = null;
  /** Windows without refusals above the knee. */
  #calmWindows = 0;
  /** A cut, and what has come back since then; null: the last one was judged. */
  #trial: Trial | null = null;
  #isSettling = false;
  #limits: RateLimits;

  constructor(limits: RateLimits) {
    this.#limits = limits;
    this.#rate = Math.min(limits.start, limits.most);
  }

  /** Write units a second. */
  get rate(): number {
    return this.#rate;
  }

  /** Takes another limit; who wrote at the old one writes at the new one. */
  limitTo(limits: RateLimits): void {
    const isAtLimit = this.#rate >= this.#limits.most;
    this.#limits = limits;
    this.#rate = isAtLimit ? limits.most : Math.min(this.#rate, limits.most);
  }

  /** Takes what came of a window; the rate may be another one afterwards. */
  close(window: RateWindow): void {
    const returned = window.accepted + window.refused;
    if (returned === 0) return;
    // What comes back right after a change was sent before it.
    if (this.#isSettling) {
      this.#isSettling = false;
      return;
    }
    if (this.#trial !== null && this.#judge(this.#trial, window)) return;
    const share = window.refused / returned;
    if (share > this.#noise * 1.5 + refusedShareOfCongestion) this.#cut(window, share);
    else this.#calm(window, share);
  }

  /** Takes the cuts back, and tells so, when the windows after the last one show that nothing was mended. */
  #judge(trial: Trial, { accepted, refused }: RateWindow): boolean {
    trial.refused += refused;
    trial.returned += accepted + refused;
    if (++trial.windows < trialWindows) return false;
    this.#trial = null;
    const share = trial.refused / trial.returned;
    if (share <= 0.6 * trial.share) return false;
    this.#noise = Math.max(this.#noise, share);
    this.#rate = trial.rate;
    this.#isStarting = trial.isStarting;
    this.#knee = null;
    this.#isSettling = true;
    return true;
  }

  #cut({ accepted, seconds, isAccountLimit }: RateWindow, share: number): void {
    this.#trial ??= {
      rate: this.#rate,
      share,
      isStarting: this.#isStarting,
      cuts: 0,
      windows: 0,
      refused: 0,
      returned: 0,
    };
    if (this.#trial.cuts === cutsOfTrial) return;
    Object.assign(this.#trial, { cuts: this.#trial.cuts + 1, windows: 0, refused: 0, returned: 0 });
    this.#knee = Math.min(this.#rate, accepted / seconds);
    const goal = this.#knee * (isAccountLimit ? accountBackOff : backOff);
    this.#rate = Math.max(leastRate, this.#rate * deepestCut, goal);
    this.#calmWindows = 0;
    this.#isStarting = false;
    this.#isSettling = true;
  }

  #calm({ sent, seconds }: RateWindow, share: number): void {
    this.#noise = Math.min(this.#noise, Math.max(share, this.#noise * noiseKept));
    // A rate that is not used says nothing about the table.
    if (sent / seconds < usedShare * this.#rate) return;
    this.#rate = Math.min(this.#limits.most, this.#grown());
  }

  #grown(): number {
    if (this.#isStarting || this.#noise > noisyShare) return this.#rate * 2;
    const goal = this.#knee ?? this.#limits.most;
    if (this.#rate < goal * 0.995 && goal < Infinity) return this.#rate + (goal - this.#rate) * recovery;
    return this.#rate * (++this.#calmWindows > probeWindows ? climb : probe);
  }
}

/** What stood before the first cut, and what came back in the windows since the last one. */
interface Trial {
  readonly rate: number;
  readonly share: number;
  readonly isStarting: boolean;
  cuts: number;
  windows: number;
  refused: number;
  returned: number;
}
