import { type Frame, ItemEncoder, type PickupDataset, type SeededMarker } from "../../dataset/index.ts";
import type { ByteWriter } from "../../ground/index.ts";
import type { UserRange } from "../resume/user-ranges.ts";
import { mostRecordsInARow } from "../write/item-source.ts";
import { permutedUsers } from "./permuted-users.ts";

const mostHeavyRecords = 200_000;
/** All of an ordinary user and one of a heavy one. */
const mostLinesInAStep = mostRecordsInARow + 1;

/** What makes a line of an item. */
export const importFrame: Frame = { before: '{"Item":', after: "}\n" };

interface HeavyUser {
  readonly user: number;
  readonly markers: readonly SeededMarker[];
  next: number;
}

/**
 * The items of a range of users as lines of DynamoDB's JSON, the users permuted. The records of users with many of them
 * are spread between those of the others. The same dataset and `ttlSeconds` give the same bytes.
 */
export class ImportLines {
  readonly #dataset: PickupDataset;
  readonly #encoder: ItemEncoder;
  readonly #users: Iterator<number, undefined>;
  readonly #heavy: HeavyUser[] = [];
  #heavyRecords = 0;
  #turn = 0;
  #isAtEnd = false;

  constructor(dataset: PickupDataset, range: UserRange, ttlSeconds: number) {
    this.#dataset = dataset;
    this.#encoder = new ItemEncoder(dataset, ttlSeconds, importFrame);
    this.#users = permutedUsers(range, dataset.hash) as Iterator<number, undefined>;
  }

  /** Writes the next lines: about as many as wanted (more than 50), never more; gives how many, 0 at the end. */
  write(wanted: number, into: ByteWriter): number {
    let count = 0;
    while (count + mostLinesInAStep <= wanted) {
      const user = this.#heavyRecords >= mostHeavyRecords ? undefined : this.#nextUser();
      if (user === undefined && this.#heavy.length === 0) break;
      const markers = user === undefined ? [] : this.#dataset.rowsOf(user);
      if (markers.length > mostRecordsInARow) this.#admit(user!, markers);
      else {
        for (const marker of markers) this.#encoder.item(user!, marker, into);
        count += markers.length;
      }
      if (this.#heavy.length > 0) {
        this.#writeHeavy(into);
        count++;
      }
    }
    return count;
  }

  #nextUser(): number | undefined {
    if (this.#isAtEnd) return undefined;
    const { value, done } = this.#users.next();
    this.#isAtEnd = done === true;
    return value;
  }

  #admit(user: number, markers: readonly SeededMarker[]): void {
    this.#heavy.push({ user, markers, next: 0 });
    this.#heavyRecords += markers.length;
  }

  /** One line of one of them, in turn. */
  #writeHeavy(into: ByteWriter): void {
    if (this.#turn >= this.#heavy.length) this.#turn = 0;
    const heavy = this.#heavy[this.#turn]!;
    this.#encoder.item(heavy.user, heavy.markers[heavy.next++]!, into);
    if (heavy.next < heavy.markers.length) this.#turn++;
    else {
      this.#heavy.splice(this.#turn, 1);
      this.#heavyRecords -= heavy.markers.length;
    }
  }
}
