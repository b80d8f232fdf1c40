import { JetStreamApiError, type JetStreamClient } from "@nats-io/jetstream";
import { type Clock, exitCodes, KitError, sleep } from "../../ground/index.ts";

export interface Letter {
  readonly subject: string;
  readonly bytes: Uint8Array;
  /** The same letter sent twice counts once. */
  readonly id: string;
}

const ackTimeoutMs = 2000;
const retryMs = 250;
/** The server's words for a stream that takes no more. */
const fullStreamCodes = [10_077, 10_167];
const noStreamCodes = [10_059];

/** Sends letters to a stream one after the other, each until the server has confirmed it: nothing is lost or overtaken. */
export class Outbox {
  readonly #streams: JetStreamClient;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();
  readonly #failed: (error: KitError) => void;
  #last: Promise<void> = Promise.resolve();

  /** `failed`: told of what no retry mends; what is left is thrown away then. */
  constructor(streams: JetStreamClient, clock: Clock, failed: (error: KitError) => void) {
    this.#streams = streams;
    this.#clock = clock;
    this.#failed = failed;
  }

  /** Sends the letter when all earlier ones are confirmed; `make` may take its time. */
  post(make: () => Letter | Promise<Letter>): void {
    this.#last = this.#last.then(async () => {
      if (this.#stopped.signal.aborted) return;
      await this.#send(await make());
    });
    this.#last.catch((error: unknown) => this.#fail(error));
  }

  /** Resolves when everything posted so far is confirmed, or thrown away. */
  async flushed(): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  /** Gives up what is not confirmed yet. */
  close(): void {
    this.#stopped.abort();
  }

  async #send({ subject, bytes, id }: Letter): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      try {
        await this.#streams.publish(subject, bytes, { msgID: id, timeout: ackTimeoutMs });
        return;
      } catch (error) {
        requireHope(error);
        await sleep(this.#clock, retryMs, this.#stopped.signal);
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#stopped.signal.aborted) return;
    this.#stopped.abort();
    this.#failed(error as KitError);
  }
}

/** Throws what will not mend itself: a full stream, one that is gone, a letter too large. */
function requireHope(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof JetStreamApiError && fullStreamCodes.includes(error.code)) {
    throw new KitError("PICKUP_NATS_FULL", `the stream of the run takes no more: ${message}`, {
      hint: "Give it more room: --nats-max-bytes, or the limits of the NATS account.",
      exitCode: exitCodes.internal,
      cause: error,
    });
  }
  if (error instanceof JetStreamApiError && noStreamCodes.includes(error.code)) {
    throw new KitError("PICKUP_NATS_GONE", "the stream of the run is gone", { cause: error });
  }
  if (/max.?payload/i.test(message)) {
    throw new KitError("PICKUP_NATS_TOO_LARGE", `NATS takes no message of this size: ${message}`, {
      hint: "Raise max_payload of the NATS server.",
      cause: error,
    });
  }
}
