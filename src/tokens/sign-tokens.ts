import { on } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { moduleBeside, type Timer } from "../ground/index.ts";
import type { Collected, CollectionProgress, CollectionRequest } from "./collect-tokens.ts";
import { type HeldUsers, openTokensFile } from "./held-users.ts";
import type { SignedLines, SigningOrder, SigningThreadData } from "./signing-messages.ts";
import type { TokenFileWriter } from "./token-file-writer.ts";
import type { SigningSettings } from "./token-settings.ts";

export interface SigningRequest extends Pick<
  CollectionRequest,
  "dataset" | "path" | "clock" | "interrupted" | "observe"
> {
  readonly settings: SigningSettings;
  /** Left out: one for each core. */
  readonly threads?: number;
}

/** Long enough that messages cost little, short enough that progress is smooth and little is lost in a crash. */
const usersPerOrder = 256;
/** A thread works on one order while the lines of the other are on their way. */
const ordersInHand = 2;
const observeEveryMs = 250;

/**
 * Signs the token of every user of a dataset into a file, on all cores and in constant memory: each thread has two
 * orders in hand, and gets the next when the lines of one are with the operating system. A second run goes on.
 */
export async function signTokens(request: SigningRequest): Promise<Collected> {
  const { path, dataset, clock } = request;
  const { writer, held } = await openTokensFile(path, dataset, clock);
  try {
    return await new Signing(request, writer, held).run();
  } finally {
    await writer.close();
  }
}

class Signing {
  readonly #request: SigningRequest;
  readonly #writer: TokenFileWriter;
  readonly #held: HeldUsers;
  readonly #startMs: number;
  #next = 0;
  #signed = 0;

  constructor(request: SigningRequest, writer: TokenFileWriter, held: HeldUsers) {
    this.#request = request;
    this.#writer = writer;
    this.#held = held;
    this.#startMs = request.clock.now();
  }

  async run(): Promise<Collected> {
    const { threads = availableParallelism(), clock, observe, interrupted } = this.#request;
    let timer: Timer;
    const beat = () => {
      observe(this.#progress());
      timer = clock.after(observeEveryMs, beat);
    };
    beat();
    try {
      await Promise.all(Array.from({ length: threads }, () => this.#serveThread()));
    } finally {
      timer!.cancel();
    }
    observe(this.#progress());
    return { ...this.#progress(), interrupted: interrupted.aborted, firstFailure: null };
  }

  async #serveThread(): Promise<void> {
    const workerData: SigningThreadData = { settings: this.#request.settings };
    const thread = new Worker(moduleBeside(import.meta.url, "./signing-thread"), { workerData });
    try {
      let inHand = 0;
      const give = () => {
        const order = this.#nextOrder();
        if (order === null) return;
        thread.postMessage(order);
        inHand++;
      };
      for (let order = 0; order < ordersInHand; order++) give();
      const answers = on(thread, "message") as AsyncIterator<[SignedLines]>;
      for (; inHand > 0; inHand--) {
        const [{ lines, count }] = (await answers.next()).value;
        await this.#writer.addLines(lines);
        this.#signed += count;
        give();
      }
    } finally {
      await thread.terminate();
    }
  }

  /** The next users without a token; null when there are none or the work is to end. */
  #nextOrder(): SigningOrder | null {
    const { dataset, interrupted, clock } = this.#request;
    const userIds: string[] = [];
    while (this.#next < dataset.users && userIds.length < usersPerOrder && !interrupted.aborted) {
      const user = this.#next++;
      if (!this.#held.has(user)) userIds.push(dataset.idOf(user));
    }
    return userIds.length === 0 ? null : { userIds, nowMs: clock.wallNow() };
  }

  #progress(): CollectionProgress {
    const { dataset, clock } = this.#request;
    const elapsedMs = clock.now() - this.#startMs;
    return { users: dataset.users, kept: this.#held.count, fetched: this.#signed, failed: 0, elapsedMs };
  }
}
