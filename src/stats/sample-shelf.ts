import { limits } from "./limits.ts";
import type { WrongSample } from "./tick.ts";

/** Keeps the first few wrong answers of each reason and endpoint, for the whole run. */
export class SampleShelf {
  readonly #kept = new Map<string, number>();
  #total = 0;

  /** True while a sample of this kind would still be kept, so that nobody writes excerpts for nothing. */
  wants(endpoint: string, reason: string): boolean {
    const kept = this.#kept.get(`${endpoint}\n${reason}`) ?? 0;
    return kept < limits.samplesEach && this.#total < limits.samples;
  }

  /** Takes a place for a sample; false when there is none left. */
  keep({ endpoint, reason }: WrongSample): boolean {
    if (!this.wants(endpoint, reason)) return false;
    const key = `${endpoint}\n${reason}`;
    this.#kept.set(key, (this.#kept.get(key) ?? 0) + 1);
    this.#total++;
    return true;
  }
}
