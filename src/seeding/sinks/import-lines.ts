import { ItemTexts, type Marker, type PickupDataset } from "../../dataset/index.ts";
import type { UserRange } from "../resume/user-ranges.ts";
import { mostRecordsInARow } from "../write/item-source.ts";
import { permutedUsers } from "./permuted-users.ts";

const mostHeavyRecords = 200_000;

/** A piece of an import file: whole lines, one latin1 character for each byte. */
export interface Lines {
  readonly text: string;
  readonly count: number;
}

interface HeavyUser {
  readonly user: number;
  readonly markers: readonly Marker[];
  next: number;
}

/**
 * The items of a range of users as lines of DynamoDB's JSON, the users permuted. The records of users with many of them
 * are spread between those of the others. The same dataset and `ttlSeconds` give the same bytes.
 */
export class ImportLines {
  readonly #dataset: PickupDataset;
  readonly #texts: ItemTexts;
  readonly #users: Iterator<number, undefined>;
  readonly #heavy: HeavyUser[] = [];
  #heavyRecords = 0;
  #turn = 0;
  #isAtEnd = false;

  constructor(dataset: PickupDataset, range: UserRange, ttlSeconds: number) {
    this.#dataset = dataset;
    this.#texts = new ItemTexts(dataset, ttlSeconds, { before: '{"Item":', after: "}\n" });
    this.#users = permutedUsers(range, dataset.hash) as Iterator<number, undefined>;
  }

  /** The next lines: about as many as wanted, never more; none at the end. */
  take(wanted: number): Lines {
    let text = "";
    let count = 0;
    while (count + mostRecordsInARow <= wanted || count === 0) {
      const user = this.#heavyRecords >= mostHeavyRecords ? undefined : this.#nextUser();
      if (user === undefined && this.#heavy.length === 0) break;
      const markers = user === undefined ? [] : this.#dataset.rowsOf(user);
      if (markers.length > mostRecordsInARow) this.#admit(user!, markers);
      else for (const marker of markers) text += this.#texts.item(user!, marker);
      if (markers.length <= mostRecordsInARow) count += markers.length;
      if (this.#heavy.length > 0) {
        text += this.#heavyLine();
        count++;
      }
    }
    return { text, count };
  }

  #nextUser(): number | undefined {
    if (this.#isAtEnd) return undefined;
    const { value, done } = this.#users.next();
    this.#isAtEnd = done === true;
    return value;
  }

  #admit(user: number, markers: readonly Marker[]): void {
    this.#heavy.push({ user, markers, next: 0 });
    this.#heavyRecords += markers.length;
  }

  /** One line of one of them, in turn. */
  #heavyLine(): string {
    if (this.#turn >= this.#heavy.length) this.#turn = 0;
    const heavy = this.#heavy[this.#turn]!;
    const line = this.#texts.item(heavy.user, heavy.markers[heavy.next++]!);
    if (heavy.next < heavy.markers.length) this.#turn++;
    else {
      this.#heavy.splice(this.#turn, 1);
      this.#heavyRecords -= heavy.markers.length;
    }
    return line;
  }
}
