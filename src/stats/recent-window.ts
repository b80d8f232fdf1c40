import { limits } from "./limits.ts";

/** Requests and failures of the last ten seconds, for rates that are called "current". */
export class RecentWindow {
  readonly #seconds = new Float64Array(limits.windowSeconds).fill(-1);
  readonly #requests = new Float64Array(limits.windowSeconds);
  readonly #failures = new Float64Array(limits.windowSeconds);
  readonly #firstSecond: number;

  /** `firstSecond`: the second of the run with which the counting begins. */
  constructor(firstSecond = 0) {
    this.#firstSecond = firstSecond;
  }

  /** Counts what happened in a second of the run; seconds may come twice but not go back. */
  add(second: number, requests: number, failures: number): void {
    const slot = second % limits.windowSeconds;
    const isNew = this.#seconds[slot] !== second;
    this.#seconds[slot] = second;
    this.#requests[slot] = (isNew ? 0 : this.#requests[slot]!) + requests;
    this.#failures[slot] = (isNew ? 0 : this.#failures[slot]!) + failures;
  }

  /** True while the rates that end with `second` may be others than those of the second before. */
  isMoving(second: number): boolean {
    return this.#seconds.some((counted) => counted >= 0 && second - counted <= limits.windowSeconds);
  }

  /** Means per second over the window that ends with `second`; a younger count is divided by its own age. */
  rates(second: number): { requestsPerSecond: number; failuresPerSecond: number } {
    const seconds = Math.max(1, Math.min(limits.windowSeconds, second - this.#firstSecond + 1));
    let requests = 0;
    let failures = 0;
    for (let slot = 0; slot < limits.windowSeconds; slot++) {
      const age = second - this.#seconds[slot]!;
      if (this.#seconds[slot]! < 0 || age >= limits.windowSeconds) continue;
      requests += this.#requests[slot]!;
      failures += this.#failures[slot]!;
    }
    return { requestsPerSecond: requests / seconds, failuresPerSecond: failures / seconds };
  }
}
