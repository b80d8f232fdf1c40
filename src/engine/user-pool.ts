import { numberInWhole, type Slice, sliceOf } from "./plan.ts";

/**
 * The users of the dataset that one worker may lend to its virtual users: its slice of 0 … `users` − 1 (`users` may be
 * Infinity). Each is lent to one at a time; those never lent come first, then those given back, longest ago first.
 */
export class UserPool {
  readonly #slice: Slice;
  readonly #size: number;
  #fresh = 0;
  #returned: number[] = [];
  #head = 0;

  constructor(users: number, slice: Slice) {
    this.#slice = slice;
    this.#size = users === Number.POSITIVE_INFINITY ? users : sliceOf(users, slice);
  }

  /** A free user's index in the dataset; undefined when all are lent. */
  take(): number | undefined {
    if (this.#fresh < this.#size) return numberInWhole(this.#fresh++, this.#slice);
    if (this.#head === this.#returned.length) return undefined;
    const user = this.#returned[this.#head++];
    if (this.#head === this.#returned.length) {
      this.#returned = [];
      this.#head = 0;
    }
    return user;
  }

  /** Gives a user back. */
  give(user: number): void {
    this.#returned.push(user);
  }
}
