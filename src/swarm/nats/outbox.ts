import type { JetStreamClient } from "@nats-io/jetstream";
import type { Clock, KitError } from "../../ground/index.ts";
import { deliver, type Letter } from "./deliver.ts";

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

  /** Sends the letter when all earlier ones are confirmed; `make` may take its time. `stored`: told its sequence. */
  post(make: () => Letter | Promise<Letter>, stored?: (sequence: number) => void): void {
    this.#last = this.#last.then(async () => {
      if (this.#stopped.signal.aborted) return;
      const sequence = await deliver(this.#streams, this.#clock, await make(), this.#stopped.signal);
      if (sequence !== null) stored?.(sequence);
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

  #fail(error: unknown): void {
    if (this.#stopped.signal.aborted) return;
    this.#stopped.abort();
    this.#failed(error as KitError);
  }
}
