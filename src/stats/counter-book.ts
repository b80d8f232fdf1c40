import { limits, otherEndpoint } from "./limits.ts";
import type { Counters } from "./tick.ts";

/** Adds up counters by name; names beyond the limit are counted together as "other". */
export class CounterBook {
  readonly #sums = new Map<string, number>();

  get counters(): Counters {
    return Object.fromEntries(this.#sums);
  }

  add(name: string, amount: number): void {
    const sum = this.#sums.get(name);
    if (sum === undefined && this.#sums.size >= limits.counters && name !== otherEndpoint)
      return this.add(otherEndpoint, amount);
    this.#sums.set(name, (sum ?? 0) + amount);
  }

  addAll(counters: Counters): void {
    for (const [name, amount] of Object.entries(counters)) this.add(name, amount);
  }

  /** The counters since the last call. */
  take(): Counters {
    const taken = this.counters;
    this.#sums.clear();
    return taken;
  }
}
