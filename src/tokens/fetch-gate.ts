import { type Clock, fullJitterMs, KitError, type Random, type Timer } from "../ground/index.ts";
import { isOutage } from "./token-errors.ts";

export interface FetchGateOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** How many fetches may be in flight at once while the service is well. */
  readonly maxInFlight: number;
  /** So many refusals in a row, with no token between them, count as an outage; left out: refusals never do. */
  readonly refusalsOfAnOutage?: number;
}

/** Ceiling of the pause after a first failure. */
export const firstPauseMs = 250;

/** One probe of each worker per pause reaches a service that is down, so four seconds are gentle and recovery is quick. */
const longestPauseMs = 4000;

/**
 * Lets token fetches through to one service. While it is well, a bounded number at once, first come first served. An
 * outage (unreachable, 429, 5xx, or a row of refusals) shuts the gate for a full-jitter pause; then a single fetch
 * goes as a probe. All who wait share its fate: its failure is theirs, its success opens the gate. So ten thousand
 * users cost a dead service one request per pause, and each of them hears of the failure within that time.
 */
export class FetchGate {
  readonly #clock: Clock;
  readonly #random: Random;
  #maxInFlight: number;
  readonly #refusalsOfAnOutage: number;
  readonly #waiting = new Set<PromiseWithResolvers<void>>();
  #state: "open" | "shut" | "half-open" | "probing" = "open";
  #inFlight = 0;
  /** Counts the shuttings: the failure of a fetch that began before the last one tells nothing new. */
  #epoch = 0;
  #pauses = 0;
  #refusals = 0;
  #reopening: Timer | undefined;
  #closed: KitError | undefined;

  constructor({ clock, random, maxInFlight, refusalsOfAnOutage = Infinity }: FetchGateOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#maxInFlight = maxInFlight;
    this.#refusalsOfAnOutage = refusalsOfAnOutage;
  }

  /** Lets another number through at once from now on. */
  limitTo(maxInFlight: number): void {
    this.#maxInFlight = maxInFlight;
    this.#admit();
  }

  /** Runs `fetch` when its turn comes. Rejects with its error, or with that of the probe that failed meanwhile. */
  async run<Result>(fetch: () => Promise<Result>): Promise<Result> {
    await this.#turn();
    const epoch = this.#epoch;
    try {
      const result = await fetch();
      this.#refusals = 0;
      this.#open();
      return result;
    } catch (error) {
      this.#noteFailure(error, epoch);
      throw error;
    } finally {
      this.#inFlight--;
      this.#admit();
    }
  }

  /** Rejects all who wait, and who comes later. */
  close(): void {
    this.#closed = new KitError("PICKUP_TOKENS_CLOSED", "no more tokens are fetched: the run has ended");
    this.#reopening?.cancel();
    this.#rejectWaiting(this.#closed);
  }

  #turn(): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    const turn = Promise.withResolvers<void>();
    this.#waiting.add(turn);
    this.#admit();
    return turn.promise;
  }

  #admit(): void {
    for (const turn of this.#waiting) {
      if (!this.#mayGo()) return;
      if (this.#state === "half-open") this.#state = "probing";
      this.#inFlight++;
      this.#waiting.delete(turn);
      turn.resolve();
    }
  }

  #mayGo(): boolean {
    return this.#state === "half-open" || (this.#state === "open" && this.#inFlight < this.#maxInFlight);
  }

  #noteFailure(error: unknown, epoch: number): void {
    if (epoch !== this.#epoch) return;
    if (!isOutage(error) && ++this.#refusals < this.#refusalsOfAnOutage) return this.#open();
    this.#shut(error);
  }

  #open(): void {
    this.#reopening?.cancel();
    this.#state = "open";
    this.#pauses = 0;
  }

  #shut(error: unknown): void {
    this.#state = "shut";
    this.#epoch++;
    this.#pauses++;
    this.#rejectWaiting(error);
    if (this.#closed !== undefined) return;
    const pauseMs = fullJitterMs(this.#pauses, firstPauseMs, longestPauseMs, () => this.#random.next());
    this.#reopening = this.#clock.after(pauseMs, () => {
      this.#state = "half-open";
      this.#admit();
    });
  }

  #rejectWaiting(error: unknown): void {
    for (const turn of this.#waiting) turn.reject(error);
    this.#waiting.clear();
  }
}
