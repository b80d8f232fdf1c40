import { type PickupDataset, profileKeyOf } from "../../dataset/index.ts";
import type { AttributeMap } from "../../dynamodb/index.ts";
import { textOfItem, textOfMarker } from "./item-digest.ts";

/** What is wrong with an item: not in the table; in it, under a seeded user, but not of the dataset; or not as seeded. */
export const differences = ["missing", "extra", "different"] as const;
export type Difference = (typeof differences)[number];

/** One item that is not as it should be; `record` null for an extra one. */
export interface WrongItem {
  readonly difference: Difference;
  readonly user: number;
  readonly record: number | null;
  /** Partition key and sort key. */
  readonly key: readonly [prof: string, parent: string];
}

export interface CheckResult {
  /** Users looked at, and the items they should have. */
  readonly users: number;
  readonly items: number;
  /** Items of these users that are in the table. */
  readonly found: number;
  /** Items of nobody in the dataset; null when only some users were asked. */
  readonly foreign: number | null;
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
  /** The first wrong items. */
  readonly wrong: readonly WrongItem[];
}

const mostListed = 1_000;

/** Collects what is wrong. */
export class Findings {
  readonly counts = { missing: 0, extra: 0, different: 0 };
  readonly wrong: WrongItem[] = [];
  readonly #dataset: PickupDataset;

  constructor(dataset: PickupDataset) {
    this.#dataset = dataset;
  }

  /** Compares the items that stand under a user with those that should. */
  compare(user: number, items: readonly AttributeMap[]): void {
    const found = new Map(items.map((item) => [sortKeyOf(item), item]));
    for (const [record, marker] of this.#dataset.rowsOf(user).entries()) {
      const item = found.get(marker.parent);
      found.delete(marker.parent);
      if (item === undefined) this.#add("missing", user, record, marker.parent);
      else if (textOfItem(item) !== textOfMarker(this.#dataset, user, marker)) {
        this.#add("different", user, record, marker.parent);
      }
    }
    for (const parent of found.keys()) this.#add("extra", user, null, parent);
  }

  #add(difference: Difference, user: number, record: number | null, parent: string): void {
    this.counts[difference]++;
    if (this.wrong.length >= mostListed) return;
    this.wrong.push({ difference, user, record, key: [profileKeyOf(this.#dataset, user), parent] });
  }
}

function sortKeyOf(item: AttributeMap): string {
  const { parent } = item;
  return parent !== undefined && "S" in parent ? parent.S : "";
}
