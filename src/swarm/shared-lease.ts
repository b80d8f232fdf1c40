import type { Lease } from "../ground/index.ts";

/** The moment until which this machine may act, in memory that all its threads share. */
export class SharedLease implements Lease {
  readonly buffer: SharedArrayBuffer;
  readonly #until: Float64Array;

  /** With a buffer of another thread's lease: the same lease. */
  constructor(buffer = new SharedArrayBuffer(8)) {
    this.buffer = buffer;
    this.#until = new Float64Array(buffer);
  }

  /** By the clock that all threads of the process share. */
  get untilMs(): number {
    return this.#until[0]!;
  }

  extend(untilMs: number): void {
    this.#until[0] = untilMs;
  }
}
