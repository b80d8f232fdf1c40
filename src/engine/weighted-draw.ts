import type { Random } from "../ground/index.ts";

/**
 * Draws one of many numbers in proportion to its weight, among those that are in, in O(log n): a Fenwick tree of whole
 * weights, so that nothing is lost however often a number goes out and comes in again.
 */
export class WeightedDraw {
  readonly #weightOf: (number: number) => number;
  readonly #sums: Float64Array;
  readonly #top: number;
  #total = 0;

  /** The numbers 0 … `count` − 1 are in; `weightOf` gives whole numbers above 0. */
  constructor(count: number, weightOf: (number: number) => number) {
    this.#weightOf = weightOf;
    this.#sums = new Float64Array(count + 1);
    this.#top = count === 0 ? 0 : 2 ** Math.floor(Math.log2(count));
    for (let number = 0; number < count; number++) this.add(number);
  }

  /** Draws a number and takes it out; undefined when none is in. */
  take(random: Random): number | undefined {
    if (this.#total === 0) return undefined;
    let left = Math.floor(random.next() * this.#total);
    let place = 0;
    for (let step = this.#top; step >= 1; step /= 2) {
      const next = place + step;
      if (next >= this.#sums.length || this.#sums[next]! > left) continue;
      place = next;
      left -= this.#sums[next]!;
    }
    this.#change(place, -this.#weightOf(place));
    return place;
  }

  /** Puts a number in that is out. */
  add(number: number): void {
    this.#change(number, this.#weightOf(number));
  }

  #change(number: number, by: number): void {
    this.#total += by;
    for (let place = number + 1; place < this.#sums.length; place += place & -place) this.#sums[place]! += by;
  }
}
