import { type Clock, sleep } from "../../ground/index.ts";
import type { Hub } from "./hub.ts";
import type { RunSpace } from "./run-space.ts";

const trimEveryMs = 10_000;

/**
 * Keeps the stream of a run short: a report is removed once the log holds the second that it is part of, so what stays
 * of a second is its sum.
 */
export class StreamTrim {
  readonly #hub: Hub;
  readonly #space: RunSpace;
  /** The first report of each second that is not in the log. */
  readonly #firstOf = new Map<number, number>();
  #heard = 0;
  #done = 0;

  constructor(hub: Hub, space: RunSpace) {
    this.#hub = hub;
    this.#space = space;
  }

  /** A word came; `second`: the one it reports of, if it does. */
  heard(sequence: number, second: number | undefined): void {
    this.#heard = sequence;
    if (second !== undefined && !this.#firstOf.has(second)) this.#firstOf.set(second, sequence);
  }

  /** The log holds everything that was heard of this second and those before. */
  logged(second: number): void {
    for (const earlier of this.#firstOf.keys()) if (earlier <= second) this.#firstOf.delete(earlier);
  }

  /** Trims every now and then; `safe` resolves when all that follows from what was heard is stored. */
  async keepTrimming(clock: Clock, safe: () => Promise<void>, over: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(clock, trimEveryMs, over);
      if (over.aborted) return;
      await this.#trim(safe);
    }
  }

  async #trim(safe: () => Promise<void>): Promise<void> {
    const keepFrom = Math.min(this.#heard, ...this.#firstOf.values());
    await safe();
    if (keepFrom <= this.#done) return;
    const { names } = this.#space;
    // What is not removed now is removed the next time.
    const request = { filter: names.fromAll, seq: keepFrom };
    await this.#hub.manager.streams.purge(names.stream, request).then(
      () => (this.#done = keepFrom),
      () => undefined,
    );
  }
}
