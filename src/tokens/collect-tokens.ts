import type { PickupDataset } from "../dataset/index.ts";
import { type Clock, KitError, type Random, sleep, type Timer } from "../ground/index.ts";
import { FetchGate } from "./fetch-gate.ts";
import { type HeldUsers, openTokensFile } from "./held-users.ts";
import { isOutage } from "./token-errors.ts";
import type { TokenFileWriter } from "./token-file-writer.ts";
import type { Token, TokenSource } from "./token.ts";

export interface CollectionRequest {
  readonly dataset: Pick<PickupDataset, "users" | "idOf" | "indexOf">;
  readonly source: TokenSource;
  /** Absolute path of the tokens file. Tokens in it that still hold are kept. */
  readonly path: string;
  readonly concurrency: number;
  /** Most fetches begun in a second; Infinity: no limit. */
  readonly ratePerSecond: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted: nothing more is asked for; what was fetched is written. */
  readonly interrupted: AbortSignal;
  /** Told four times a second. */
  readonly observe: (progress: CollectionProgress) => void;
}

export interface CollectionProgress {
  readonly users: number;
  /** Users whose token of an earlier run still holds. */
  readonly kept: number;
  readonly fetched: number;
  /** Users whom the service refused a token. */
  readonly failed: number;
  readonly elapsedMs: number;
}

export interface Collected extends CollectionProgress {
  readonly interrupted: boolean;
  readonly firstFailure: { readonly userId: string; readonly error: KitError } | null;
}

const observeEveryMs = 250;
/** Starts that a busy second held up are made up for, but not those of a longer pause. */
const mostBehindMs = 1000;
/** An outage ends the collection after so many tries without a token in between: about four seconds of pauses. */
const triesInOutage = 6;
/** When the first so many users are refused, the others would be as well. */
const refusalsAtStart = 10;

/**
 * Fetches the token of every user of a dataset into a file, in constant memory. Refused users are counted; an outage
 * is retried, and at last thrown (exit code 5 or 4). Whatever was fetched is in the file, and a second run goes on.
 */
export async function collectTokens(request: CollectionRequest): Promise<Collected> {
  const { path, dataset, clock } = request;
  const { writer, held } = await openTokensFile(path, dataset, clock);
  try {
    return await new Collection(request, held, writer).run();
  } finally {
    await writer.close();
  }
}

class Collection {
  readonly #request: CollectionRequest;
  readonly #held: HeldUsers;
  readonly #writer: TokenFileWriter;
  readonly #gate: FetchGate;
  readonly #startMs: number;
  #next = 0;
  #fetched = 0;
  #failed = 0;
  #dueMs: number;
  #failure: unknown;
  #firstFailure: Collected["firstFailure"] = null;

  constructor(request: CollectionRequest, held: HeldUsers, writer: TokenFileWriter) {
    const { clock, random, concurrency } = request;
    this.#request = request;
    this.#held = held;
    this.#writer = writer;
    this.#gate = new FetchGate({ clock, random, maxInFlight: concurrency });
    this.#dueMs = this.#startMs = clock.now();
  }

  async run(): Promise<Collected> {
    const { concurrency, interrupted } = this.#request;
    interrupted.addEventListener("abort", () => this.#gate.close(), { once: true });
    let timer: Timer;
    const beat = () => {
      this.#observe();
      timer = this.#request.clock.after(observeEveryMs, beat);
    };
    beat();
    await Promise.all(Array.from({ length: concurrency }, () => this.#work()));
    timer!.cancel();
    this.#observe();
    if (this.#failure !== undefined) throw this.#failure;
    return { ...this.#progress(), interrupted: interrupted.aborted, firstFailure: this.#firstFailure };
  }

  #progress(): CollectionProgress {
    const { dataset, clock } = this.#request;
    const elapsedMs = clock.now() - this.#startMs;
    return { users: dataset.users, kept: this.#held.count, fetched: this.#fetched, failed: this.#failed, elapsedMs };
  }

  #observe(): void {
    this.#request.observe(this.#progress());
    this.#writer.flush().catch((error: unknown) => (this.#failure ??= error));
  }

  async #work(): Promise<void> {
    try {
      for (let user = this.#take(); user !== undefined; user = this.#take()) await this.#collect(user);
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** The next user without a token; undefined when there is none or the work is to end. */
  #take(): number | undefined {
    const { dataset, interrupted } = this.#request;
    while (this.#next < dataset.users && !interrupted.aborted && this.#failure === undefined) {
      const user = this.#next++;
      if (!this.#held.has(user)) return user;
    }
    return undefined;
  }

  async #collect(user: number): Promise<void> {
    const { dataset } = this.#request;
    const userId = dataset.idOf(user);
    let token: Token;
    try {
      token = await this.#fetch(userId);
    } catch (error) {
      return this.#noteRefusal(userId, error);
    }
    this.#fetched++;
    await this.#writer.add(userId, token);
  }

  async #fetch(userId: string): Promise<Token> {
    const { source, interrupted } = this.#request;
    for (let tries = 1, fetchedBefore = this.#fetched; ; tries++) {
      await this.#pace();
      try {
        return await this.#gate.run(() => source.fetch(userId));
      } catch (error) {
        if (!isOutage(error) || interrupted.aborted || this.#failure !== undefined) throw error;
        if (this.#fetched > fetchedBefore) tries = 1;
        if (tries === triesInOutage || this.#fetched === 0) throw error;
        fetchedBefore = this.#fetched;
      }
    }
  }

  /** Waits until the rate allows one more fetch. */
  async #pace(): Promise<void> {
    const { clock, ratePerSecond, interrupted } = this.#request;
    if (ratePerSecond === Infinity) return;
    const nowMs = clock.now();
    const dueMs = Math.max(nowMs - mostBehindMs, this.#dueMs);
    this.#dueMs = dueMs + 1000 / ratePerSecond;
    if (dueMs > nowMs) await sleep(clock, dueMs - nowMs, interrupted);
  }

  #noteRefusal(userId: string, error: unknown): void {
    if (this.#request.interrupted.aborted) return;
    if (!(error instanceof KitError) || isOutage(error)) throw error;
    this.#failed++;
    this.#firstFailure ??= { userId, error };
    if (this.#fetched === 0 && this.#failed >= refusalsAtStart) throw error;
  }
}
