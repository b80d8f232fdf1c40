import type { PickupDataset } from "../dataset/index.ts";
import { type Clock, type ErrorRecord, errorRecordOf, RandomStream, Rest, seedKeyOf } from "../ground/index.ts";
import type { ConnectSettings } from "../http/index.ts";
import type { Job, JobFactory } from "../swarm/index.ts";
import { PartQueue, type UsersOfPart } from "./part-queue.ts";
import { TokenFetching } from "./token-fetching.ts";
import type { TokenSettings } from "./token-settings.ts";
import { tokenSource } from "./token-source.ts";
import type { Token, TokenSource } from "./token.ts";

/** What every worker of a collection is told. It holds secrets: see {@link TokenSettings}. */
export interface TokenJobInput<Config> {
  readonly config: Config;
  readonly settings: TokenSettings;
  readonly connect: ConnectSettings;
  /** Of all workers together. */
  readonly concurrency: number;
}

/** Whose tokens a worker fetches, at most how many in a second, and how many at once. */
export interface TokenShare {
  readonly parts: readonly UsersOfPart[];
  readonly ratePerSecond: number;
  readonly concurrency: number;
}

/** What a worker fetched since its last report. */
export interface TokenReport {
  readonly tokens: readonly (readonly [user: number, token: Token])[];
  readonly refused: readonly (readonly [user: number, error: ErrorRecord])[];
  readonly fatal: ErrorRecord | null;
}

/** Tokens that wait for a report; more of them wait for the next one, so that a report fits into a message of 1 MB. */
const mostWaitingBytes = 512 * 1024;

type DatasetOf<Config> = (config: Config) => Pick<PickupDataset, "idOf">;

/** Fetches the tokens of parts that come and go. It ends when it is stopped, or after a minute without a part. */
export function tokenJob<Config>(
  datasetOf: DatasetOf<Config>,
): JobFactory<TokenJobInput<Config>, TokenShare, TokenReport> {
  return async ({ input, share, worker, clock }) =>
    new TokenJob({
      dataset: datasetOf(input.config),
      source: tokenSource(input.settings, clock, input.connect),
      concurrency: input.concurrency,
      share,
      worker,
      clock,
    });
}

interface TokenJobParts {
  readonly dataset: Pick<PickupDataset, "idOf">;
  readonly source: TokenSource;
  readonly concurrency: number;
  readonly share: TokenShare;
  readonly worker: number;
  readonly clock: Clock;
}

class TokenJob implements Job<TokenShare, TokenReport> {
  readonly #source: TokenSource;
  readonly #queue = new PartQueue();
  readonly #fetching: TokenFetching;
  readonly #stopped = new AbortController();
  #tokens: [number, Token][] = [];
  #refused: [number, ErrorRecord][] = [];
  #waitingBytes = 0;
  #reported = Promise.withResolvers<void>();
  readonly #rest: Rest;
  #isSuspended = false;
  #fatal: ErrorRecord | null = null;

  constructor({ dataset, source, concurrency, share, worker, clock }: TokenJobParts) {
    this.#source = source;
    this.#rest = new Rest(clock);
    this.#fetching = new TokenFetching({
      source,
      idOf: (user) => dataset.idOf(user),
      next: () => (this.#isSuspended ? undefined : this.#queue.next()),
      fetched: (user, token) => this.#keep(user, token),
      refused: (user, error) => this.#noteRefused(user, errorRecordOf(error)),
      concurrency,
      ratePerSecond: share.ratePerSecond,
      clock,
      random: new RandomStream(seedKeyOf("tokens: pauses"), worker),
      stopped: this.#stopped.signal,
    });
    this.#take(share);
  }

  async run(): Promise<void> {
    try {
      while (!this.#stopped.signal.aborted) {
        await this.#fetching.run();
        if (!this.#isSuspended && !this.#queue.isEmpty) continue;
        if (!(await this.#rest.untilWoken())) this.stop();
      }
    } catch (error) {
      this.#fatal = errorRecordOf(error);
    } finally {
      this.#source.close?.();
    }
  }

  stop(): void {
    this.#stopped.abort();
    this.#rest.wake();
  }

  suspend(): void {
    this.#isSuspended = true;
  }

  resume(): void {
    this.#isSuspended = false;
    this.#rest.wake();
  }

  /** Resolves when all tokens of the parts that are not held any more are reported: their next holder begins there. */
  async retarget(share: TokenShare): Promise<void> {
    const held = new Set(share.parts.map(({ part }) => part));
    const given = this.#queue.parts.filter((part) => !held.has(part));
    this.#take(share);
    this.#rest.wake();
    if (given.length === 0) return;
    await Promise.all(given.map((part) => this.#queue.drop(part)));
    await this.#reported.promise;
  }

  report(): TokenReport {
    const report = { tokens: this.#tokens, refused: this.#refused, fatal: this.#fatal };
    this.#tokens = [];
    this.#refused = [];
    this.#waitingBytes = 0;
    this.#reported.resolve();
    this.#reported = Promise.withResolvers();
    return report;
  }

  #take({ parts, ratePerSecond, concurrency }: TokenShare): void {
    for (const users of parts) if (!this.#queue.has(users.part)) this.#queue.add(users);
    this.#fetching.limitTo(ratePerSecond, concurrency);
  }

  async #keep(user: number, token: Token): Promise<void> {
    this.#tokens.push([user, token]);
    this.#queue.done(user);
    this.#waitingBytes += token.value.length;
    if (this.#waitingBytes > mostWaitingBytes && !this.#stopped.signal.aborted) await this.#reported.promise;
  }

  #noteRefused(user: number, error: ErrorRecord): void {
    this.#refused.push([user, error]);
    this.#queue.done(user);
  }
}
