import type { PickupDataset } from "../dataset/index.ts";
import type { Clock, KitError, Random, Timer } from "../ground/index.ts";
import { type HeldUsers, openTokensFile } from "./held-users.ts";
import { TokenFetching } from "./token-fetching.ts";
import type { TokenFileWriter } from "./token-file-writer.ts";
import type { TokenSource } from "./token.ts";

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
  readonly #fetching: TokenFetching;
  readonly #startMs: number;
  #next = 0;
  #firstFailure: Collected["firstFailure"] = null;

  constructor(request: CollectionRequest, held: HeldUsers, writer: TokenFileWriter) {
    const { dataset, interrupted, clock } = request;
    this.#request = request;
    this.#held = held;
    this.#writer = writer;
    this.#startMs = clock.now();
    this.#fetching = new TokenFetching({
      ...request,
      idOf: (user) => dataset.idOf(user),
      next: () => this.#take(),
      fetched: (user, token) => writer.add(dataset.idOf(user), token),
      refused: (user, error) => (this.#firstFailure ??= { userId: dataset.idOf(user), error }),
      stopped: interrupted,
    });
  }

  async run(): Promise<Collected> {
    let timer: Timer;
    const beat = () => {
      this.#observe();
      timer = this.#request.clock.after(observeEveryMs, beat);
    };
    beat();
    try {
      await this.#fetching.run();
    } finally {
      timer!.cancel();
      this.#observe();
    }
    const interrupted = this.#request.interrupted.aborted;
    return { ...this.#progress(), interrupted, firstFailure: this.#firstFailure };
  }

  #progress(): CollectionProgress {
    const { dataset, clock } = this.#request;
    const { fetched, refused: failed } = this.#fetching;
    const elapsedMs = clock.now() - this.#startMs;
    return { users: dataset.users, kept: this.#held.count, fetched, failed, elapsedMs };
  }

  #observe(): void {
    this.#request.observe(this.#progress());
    this.#writer.flush().catch((error: unknown) => this.#fetching.fail(error));
  }

  /** The next user without a token; undefined when there is none. */
  #take(): number | undefined {
    while (this.#next < this.#request.dataset.users) {
      const user = this.#next++;
      if (!this.#held.has(user)) return user;
    }
    return undefined;
  }
}
