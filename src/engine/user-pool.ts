import type { Random } from "../ground/index.ts";
import { numberInWhole, type Slice, sliceOf } from "./plan.ts";
import { WeightedDraw } from "./weighted-draw.ts";

/** Who is picked: {@link userPool} says what each word means. */
export const picks = ["fresh", "uniform", "zipf", "each-once"] as const;
export type UserPick = (typeof picks)[number];

/** The users of the dataset that one worker may lend to its virtual users, each to one at a time. */
export interface UserPool {
  /** A free user's index in the dataset; undefined when all are lent. */
  take(): number | undefined;
  /** Gives a user back. */
  give(user: number): void;
}

export interface UserPoolOptions {
  /** The pool holds the slice of 0 … `users` − 1; may be Infinity where picks go in order. */
  readonly users: number;
  readonly slice: Slice;
  readonly pick: UserPick;
  /** Decides what is drawn. */
  readonly random: Random;
}

/**
 * A pool that picks among its free users: `fresh` one never lent, then the one given back longest ago; `each-once` in
 * order and never again; `uniform` any one; `zipf` user k of the dataset in proportion to 1/(k+1).
 */
export function userPool({ users, slice, pick, random }: UserPoolOptions): UserPool {
  const size = users === Number.POSITIVE_INFINITY ? users : sliceOf(users, slice);
  switch (pick) {
    case "fresh":
      return new OrderedPool(size, slice, true);
    case "each-once":
      return new OrderedPool(size, slice, false);
    case "uniform":
      return drawnPool(new WeightedDraw(size, () => 1), slice, random);
    case "zipf":
      return drawnPool(new WeightedDraw(size, (position) => zipfWeight(numberInWhole(position, slice))), slice, random);
  }
}

/** Whole, and above 0 for every dataset that can be. */
function zipfWeight(user: number): number {
  return Math.ceil(1e9 / (user + 1));
}

function drawnPool(draw: WeightedDraw, slice: Slice, random: Random): UserPool {
  return {
    take() {
      const position = draw.take(random);
      return position === undefined ? undefined : numberInWhole(position, slice);
    },
    give: (user) => draw.add((user - slice.index) / slice.of),
  };
}

class OrderedPool implements UserPool {
  readonly #slice: Slice;
  readonly #size: number;
  readonly #lendsAgain: boolean;
  #fresh = 0;
  #returned: number[] = [];
  #head = 0;

  constructor(size: number, slice: Slice, lendsAgain: boolean) {
    this.#slice = slice;
    this.#size = size;
    this.#lendsAgain = lendsAgain;
  }

  take(): number | undefined {
    if (this.#fresh < this.#size) return numberInWhole(this.#fresh++, this.#slice);
    if (this.#head === this.#returned.length) return undefined;
    const user = this.#returned[this.#head++];
    // What was taken is cut off now and then, so that the list stays as long as the pool at most.
    if (this.#head * 2 > this.#returned.length && this.#head >= 64) {
      this.#returned = this.#returned.slice(this.#head);
      this.#head = 0;
    }
    return user;
  }

  give(user: number): void {
    if (this.#lendsAgain) this.#returned.push(user);
  }
}
