import { errorFromRecord, type KitError } from "../ground/index.ts";
import type { Collected, CollectionProgress, CollectionRequest } from "./collect-tokens.ts";
import { type HeldUsers, openTokensFile } from "./held-users.ts";
import type { UsersOfPart } from "./part-queue.ts";
import type { TokenReport, TokenShare } from "./token-job.ts";
import type { TokenFileWriter } from "./token-file-writer.ts";

export type SpreadRequest = Omit<CollectionRequest, "source" | "random">;

/**
 * A collection of tokens that is cut into parts for several machines. It writes what they report into the tokens file,
 * each token once, and knows who is still without one, so that whoever takes a part over begins there.
 */
export class SpreadCollection {
  readonly #request: SpreadRequest;
  readonly #of: number;
  readonly #writer: TokenFileWriter;
  /** Who has a token, or was refused one. */
  readonly #settled: HeldUsers;
  readonly #kept: number;
  readonly #startMs: number;
  #fetched = 0;
  #failed = 0;
  #failure: unknown;
  #firstFailure: Collected["firstFailure"] = null;

  private constructor(request: SpreadRequest, of: number, writer: TokenFileWriter, held: HeldUsers) {
    this.#request = request;
    this.#of = of;
    this.#writer = writer;
    this.#settled = held;
    this.#kept = held.count;
    this.#startMs = request.clock.now();
  }

  /** Opens the tokens file; tokens in it that still hold are kept. Throws `PICKUP_TOKENS_FILE_*` (exit code 2). */
  static async open(request: SpreadRequest, of: number): Promise<SpreadCollection> {
    const { writer, held } = await openTokensFile(request.path, request.dataset, request.clock);
    return new SpreadCollection(request, of, writer, held);
  }

  /** Nobody is without a token, or it cannot go on. */
  get isOver(): boolean {
    return this.#failure !== undefined || this.#settled.count === this.#request.dataset.users;
  }

  shareOf(held: readonly number[]): TokenShare {
    const { ratePerSecond, concurrency } = this.#request;
    const share = held.length / this.#of;
    return {
      parts: held.map((part) => this.#usersOf(part)),
      ratePerSecond: ratePerSecond * share,
      concurrency: Math.max(1, Math.round(concurrency * share)),
    };
  }

  /** Takes what a worker reported, as often as it comes. */
  heard({ tokens, refused, fatal }: TokenReport): void {
    const { dataset } = this.#request;
    for (const [user, token] of tokens) {
      if (!this.#settle(user)) continue;
      this.#fetched++;
      this.#writer.add(dataset.idOf(user), token).catch((error: unknown) => this.#fail(error));
    }
    for (const [user, error] of refused) {
      if (!this.#settle(user)) continue;
      this.#failed++;
      this.#firstFailure ??= { userId: dataset.idOf(user), error: errorFromRecord(error) };
    }
    if (fatal !== null) this.#fail(errorFromRecord(fatal));
  }

  /** Shows how far it is, and hands everything heard so far to the operating system. */
  advance(): void {
    this.#request.observe(this.#progress());
    this.#writer.flush().catch((error: unknown) => this.#fail(error));
  }

  /** What came of it; throws what it could not go on for. */
  conclude(): Collected {
    this.advance();
    if (this.#failure !== undefined) throw this.#failure;
    const interrupted = this.#request.interrupted.aborted;
    return { ...this.#progress(), interrupted, firstFailure: this.#firstFailure };
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  #usersOf(part: number): UsersOfPart {
    const { users } = this.#request.dataset;
    const end = Math.floor(((part + 1) * users) / this.#of);
    const rows: number[] = [];
    for (let user = Math.floor((part * users) / this.#of); user < end; user++) {
      if (this.#settled.has(user)) continue;
      if (rows.at(-1) === user) rows[rows.length - 1] = user + 1;
      else rows.push(user, user + 1);
    }
    return { part, rows };
  }

  /** True the first time. */
  #settle(user: number): boolean {
    if (this.#settled.has(user)) return false;
    this.#settled.add(user);
    return true;
  }

  #fail(error: unknown): void {
    this.#failure ??= error as KitError;
  }

  #progress(): CollectionProgress {
    const { dataset, clock } = this.#request;
    const elapsedMs = clock.now() - this.#startMs;
    return { users: dataset.users, kept: this.#kept, fetched: this.#fetched, failed: this.#failed, elapsedMs };
  }
}
