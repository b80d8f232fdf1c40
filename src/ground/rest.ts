import type { Clock } from "./clock.ts";

/** A worker without work for so long may believe that nobody is left to give it any. */
const longestRestMs = 60_000;

/** The rest of a worker that has nothing to do. */
export class Rest {
  readonly #clock: Clock;
  #wake: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves to true when it is woken, to false after a minute. */
  async untilWoken(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#wake = () => resolve(true);
    const timer = this.#clock.after(longestRestMs, () => resolve(false));
    const isWoken = await promise;
    timer.cancel();
    return isWoken;
  }

  /** Ends a rest; without one nothing happens. */
  wake(): void {
    this.#wake();
  }
}
