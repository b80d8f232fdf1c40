import {
  type Clock,
  errorFromRecord,
  errorRecordOf,
  exitCodes,
  fullJitterMs,
  KitError,
  type Random,
  sleep,
} from "../ground/index.ts";
import { FetchGate, firstPauseMs } from "./fetch-gate.ts";
import { isOutage } from "./token-errors.ts";
import type { Token, TokenSource } from "./token.ts";

/** Told about every fetch that reached the source; its latency leaves out the wait for a turn. */
export interface TokenRecorder {
  fetched(latencyMs: number): void;
  failed(error: KitError): void;
}

export interface TokenPoolOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly recorder: TokenRecorder;
  /** Users whose tokens are kept; beyond, the longest known one is forgotten. A token takes about a kilobyte. */
  readonly maxKept?: number;
}

const fetchesInFlight = 32;
/** Not one user's trouble any more: asking for each of ten thousand would be a storm of its own. */
const refusalsOfAnOutage = 10;
const defaultMaxKept = 250_000;

/** A token is renewed when 70–80 % of its life has passed, drawn anew each time … */
const renewal = { earliest: 0.7, latest: 0.8 };
/** … and the first one, which a whole crowd got at the same moment, anywhere between 20 and 80 %. */
const firstRenewal = { earliest: 0.2, latest: 0.8 };
/** A token so near its end may have expired when it arrives: it is the last resort only. */
const marginShare = 0.1;
const longestMarginMs = 5000;

/** The longest pause after a refusal that concerns one user. */
const longestUserPauseMs = 10_000;
/** The longest time one call waits for a user's pause to pass, before it rejects. */
const longestWaitMs = 1000;
/** A token that the API refuses at this age or younger was never good: asking again at once would not help. */
const youngMs = 10_000;

/** What is kept of a user. Times are wall clock, but `retryAtMs`, which is monotonic. */
class Kept {
  value = "";
  /** Until then the token is handed out without a thought. */
  freshUntilMs = 0;
  /** Until then it is handed out while a newer one is fetched. */
  usableUntilMs = 0;
  /** Until then it is handed out when no newer one is to be had. */
  expiresAtMs = 0;
  fetchedAtMs = 0;
  pending: Promise<string> | null = null;
  retryAtMs = 0;
  refusals = 0;
  rejections = 0;
  error: KitError | null = null;
}

/**
 * The tokens of the users of one worker: one fetch per user at a time, renewed early and in the background, so that a
 * user with a good token never waits. Failures are retried with full-jitter pauses, for one user after a refusal and for
 * all after an outage; a call that finds no token rejects with a KitError within seconds, and a later one recovers.
 */
export class TokenPool {
  readonly #source: TokenSource;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #recorder: TokenRecorder;
  readonly #maxKept: number;
  readonly #gate: FetchGate;
  readonly #users = new Map<string, Kept>();
  #isClosed = false;

  constructor(source: TokenSource, { clock, random, recorder, maxKept = defaultMaxKept }: TokenPoolOptions) {
    this.#source = source;
    this.#clock = clock;
    this.#random = random;
    this.#recorder = recorder;
    this.#maxKept = maxKept;
    this.#gate = new FetchGate({ clock, random, maxInFlight: fetchesInFlight, refusalsOfAnOutage });
  }

  /** The user's token: a plain string when a good one is at hand. Rejects with a KitError when none is to be had now. */
  tokenOf(userId: string): string | Promise<string> {
    const kept = this.#users.get(userId);
    if (kept !== undefined && this.#clock.wallNow() < kept.freshUntilMs) return kept.value;
    return this.#renewed(userId, kept ?? this.#welcome(userId));
  }

  /**
   * The API refused `value`: the next call fetches a newer token. Harmless when the user has another one by now. A
   * token refused soon after it was fetched makes the user pause, so that a refusal of every token ends in no storm.
   */
  invalidate(userId: string, value: string): void {
    const kept = this.#users.get(userId);
    if (kept === undefined || kept.value !== value) return;
    const isYoung = this.#clock.wallNow() - kept.fetchedAtMs <= youngMs;
    kept.value = "";
    kept.freshUntilMs = kept.usableUntilMs = kept.expiresAtMs = 0;
    kept.rejections = isYoung ? kept.rejections + 1 : 0;
    if (isYoung) this.#pause(kept, kept.rejections, newTokenRejected());
  }

  /** Ends the fetching: all who wait are rejected, and nothing more is recorded. The source is closed with it. */
  close(): void {
    this.#isClosed = true;
    this.#gate.close();
    this.#source.close?.();
  }

  #welcome(userId: string): Kept {
    if (this.#users.size >= this.#maxKept) this.#forgetOldest();
    const kept = new Kept();
    this.#users.set(userId, kept);
    return kept;
  }

  #forgetOldest(): void {
    for (const [userId, { pending }] of this.#users) {
      if (pending !== null) continue;
      this.#users.delete(userId);
      return;
    }
  }

  #renewed(userId: string, kept: Kept): string | Promise<string> {
    const isUsable = this.#clock.wallNow() < kept.usableUntilMs;
    if (isUsable && this.#clock.now() < kept.retryAtMs) return kept.value;
    kept.pending ??= this.#obtain(userId, kept, isUsable ? renewal : firstRenewal);
    if (!isUsable) return kept.pending;
    // Nobody waits for a renewal in the background; what goes wrong in it has been recorded.
    kept.pending.catch(() => undefined);
    return kept.value;
  }

  async #obtain(userId: string, kept: Kept, spread: typeof renewal): Promise<string> {
    try {
      await this.#sitOutPause(kept);
      const token = await this.#gate.run(() => this.#fetch(userId, kept));
      this.#keep(kept, token, spread);
      return token.value;
    } catch (error) {
      if (this.#clock.wallNow() < kept.expiresAtMs) return kept.value;
      throw error;
    } finally {
      kept.pending = null;
    }
  }

  async #sitOutPause(kept: Kept): Promise<void> {
    const leftMs = kept.retryAtMs - this.#clock.now();
    if (leftMs <= 0) return;
    await sleep(this.#clock, Math.min(leftMs, longestWaitMs));
    if (leftMs > longestWaitMs && kept.error !== null) throw kept.error;
  }

  async #fetch(userId: string, kept: Kept): Promise<Token> {
    const startMs = this.#clock.now();
    try {
      const token = await this.#source.fetch(userId);
      this.#recorder.fetched(this.#clock.now() - startMs);
      kept.refusals = 0;
      return token;
    } catch (thrown) {
      // Cut off by the end of the run: nobody's failure.
      if (this.#isClosed) throw thrown;
      const error = thrown instanceof KitError ? thrown : errorFromRecord(errorRecordOf(thrown));
      this.#recorder.failed(error);
      if (!isOutage(error)) this.#pause(kept, ++kept.refusals, error);
      throw error;
    }
  }

  #keep(kept: Kept, { value, expiresAtMs }: Token, { earliest, latest }: typeof renewal): void {
    const nowMs = this.#clock.wallNow();
    const lifeMs = (expiresAtMs ?? Infinity) - nowMs;
    kept.value = value;
    kept.fetchedAtMs = nowMs;
    kept.expiresAtMs = nowMs + lifeMs;
    kept.usableUntilMs = kept.expiresAtMs - Math.min(lifeMs * marginShare, longestMarginMs);
    kept.freshUntilMs = nowMs + lifeMs * (earliest + (latest - earliest) * this.#random.next());
  }

  #pause(kept: Kept, attempt: number, error: KitError): void {
    kept.retryAtMs =
      this.#clock.now() + fullJitterMs(attempt, firstPauseMs, longestUserPauseMs, () => this.#random.next());
    kept.error = error;
  }
}

function newTokenRejected(): KitError {
  return new KitError("PICKUP_TOKEN_REJECTED", "the API rejected a token that had just been fetched", {
    hint: "Check that the API trusts this token service: its key, issuer and audience, and the clocks.",
    exitCode: exitCodes.credentials,
  });
}
