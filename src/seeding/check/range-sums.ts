import type { PickupDataset } from "../../dataset/index.ts";
import type { UserRange } from "../resume/user-ranges.ts";
import { digestModulus, digestOf, textOfMarker } from "./item-digest.ts";

const mostRanges = 4_096;

/** Number and sum of digests of the items of a range of users. */
interface Sum {
  items: number;
  digests: number;
}

/** What was found of each range of users, to be compared with the dataset: memory does not grow with the items. */
export class RangeSums {
  readonly #dataset: PickupDataset;
  readonly #start: number;
  readonly #end: number;
  readonly #usersPerRange: number;
  readonly #sums: Sum[];

  constructor(dataset: PickupDataset, [start, end]: UserRange) {
    this.#dataset = dataset;
    this.#start = start;
    this.#end = end;
    this.#usersPerRange = Math.max(1, Math.ceil((end - start) / mostRanges));
    const ranges = Math.ceil((end - start) / this.#usersPerRange);
    this.#sums = Array.from({ length: ranges }, () => ({ items: 0, digests: 0 }));
  }

  /** Adds an item of a user by its text. */
  add(user: number, text: string): void {
    const sum = this.#sums[Math.floor((user - this.#start) / this.#usersPerRange)]!;
    sum.items++;
    sum.digests = (sum.digests + digestOf(text)) % digestModulus;
  }

  /** The ranges of users whose items are not those of the dataset; `isEmpty`: none at all was found. */
  *differing(): Generator<{ readonly range: UserRange; readonly isEmpty: boolean }> {
    for (const [index, found] of this.#sums.entries()) {
      const start = this.#start + index * this.#usersPerRange;
      const range: UserRange = [start, Math.min(this.#end, start + this.#usersPerRange)];
      const owed = this.#owed(range);
      if (owed.items !== found.items || owed.digests !== found.digests) yield { range, isEmpty: found.items === 0 };
    }
  }

  #owed([start, end]: UserRange): Sum {
    const sum = { items: 0, digests: 0 };
    for (let user = start; user < end; user++) {
      for (const marker of this.#dataset.rowsOf(user)) {
        sum.items++;
        sum.digests = (sum.digests + digestOf(textOfMarker(this.#dataset, user, marker))) % digestModulus;
      }
    }
    return sum;
  }
}
