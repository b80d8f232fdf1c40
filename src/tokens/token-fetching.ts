import { type Clock, KitError, type Random, sleep } from "../ground/index.ts";
import { FetchGate } from "./fetch-gate.ts";
import { isOutage } from "./token-errors.ts";
import type { Token, TokenSource } from "./token.ts";

export interface FetchingOptions {
  readonly source: TokenSource;
  readonly idOf: (user: number) => string;
  /** The next user without a token; undefined when there is none for now. */
  readonly next: () => number | undefined;
  /** Takes a token; as many are in hand at once as are fetched at once. */
  readonly fetched: (user: number, token: Token) => void | Promise<void>;
  /** Told whom the service refused a token. */
  readonly refused: (user: number, error: KitError) => void;
  readonly concurrency: number;
  /** Most fetches begun in a second; Infinity: no limit. */
  readonly ratePerSecond: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted: nothing more is asked for. */
  readonly stopped: AbortSignal;
}

/** Starts that a busy second held up are made up for, but not those of a longer pause. */
const mostBehindMs = 1000;
/** An outage ends the fetching after so many tries without a token in between: about four seconds of pauses. */
const triesInOutage = 6;
/** When the first so many users are refused, the others would be as well. */
const refusalsAtStart = 10;

/** Fetches tokens one user after the other, several at once, at no more than a rate. A refused user is passed over. */
export class TokenFetching {
  readonly #options: FetchingOptions;
  readonly #gate: FetchGate;
  #ratePerSecond: number;
  #dueMs: number;
  #fetched = 0;
  #refused = 0;
  #failure: unknown;

  constructor(options: FetchingOptions) {
    const { clock, random, concurrency, ratePerSecond, stopped } = options;
    this.#options = options;
    this.#ratePerSecond = ratePerSecond;
    this.#gate = new FetchGate({ clock, random, maxInFlight: concurrency });
    this.#dueMs = clock.now();
    stopped.addEventListener("abort", () => this.#gate.close(), { once: true });
  }

  get fetched(): number {
    return this.#fetched;
  }

  get refused(): number {
    return this.#refused;
  }

  /** From now on at another rate, and no more than `atOnce` at a time. */
  limitTo(ratePerSecond: number, atOnce: number): void {
    this.#ratePerSecond = ratePerSecond;
    this.#gate.limitTo(atOnce);
  }

  /** Fetches until there is no next user; may be called again. An outage is retried, and at last thrown. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.concurrency }, () => this.#work()));
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Asks for nothing more, and has `run` throw the error when what goes on is over. */
  fail(error: unknown): void {
    this.#failure ??= error;
  }

  get #isOver(): boolean {
    return this.#options.stopped.aborted || this.#failure !== undefined;
  }

  async #work(): Promise<void> {
    try {
      while (!this.#isOver) {
        const user = this.#options.next();
        if (user === undefined) return;
        await this.#serve(user);
      }
    } catch (error) {
      this.fail(error);
    }
  }

  async #serve(user: number): Promise<void> {
    let token: Token;
    try {
      token = await this.#fetch(this.#options.idOf(user));
    } catch (error) {
      return this.#noteRefusal(user, error);
    }
    this.#fetched++;
    await this.#options.fetched(user, token);
  }

  async #fetch(userId: string): Promise<Token> {
    const { source } = this.#options;
    for (let tries = 1, fetchedBefore = this.#fetched; ; tries++) {
      await this.#pace();
      try {
        return await this.#gate.run(() => source.fetch(userId));
      } catch (error) {
        if (!isOutage(error) || this.#isOver) throw error;
        if (this.#fetched > fetchedBefore) tries = 1;
        if (tries === triesInOutage || this.#fetched === 0) throw error;
        fetchedBefore = this.#fetched;
      }
    }
  }

  /** Waits until the rate allows one more fetch. */
  async #pace(): Promise<void> {
    const { clock, stopped } = this.#options;
    if (this.#ratePerSecond === Infinity) return;
    const nowMs = clock.now();
    const dueMs = Math.max(nowMs - mostBehindMs, this.#dueMs);
    this.#dueMs = dueMs + 1000 / this.#ratePerSecond;
    if (dueMs > nowMs) await sleep(clock, dueMs - nowMs, stopped);
  }

  #noteRefusal(user: number, error: unknown): void {
    if (this.#options.stopped.aborted) return;
    if (!(error instanceof KitError) || isOutage(error)) throw error;
    this.#refused++;
    this.#options.refused(user, error);
    if (this.#fetched === 0 && this.#refused >= refusalsAtStart) throw error;
  }
}
