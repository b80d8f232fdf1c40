import type { PickupDataset } from "../../dataset/index.ts";
import { isDone, type RangeState } from "../resume/range-state.ts";
import { ShareCursor } from "../resume/share-cursor.ts";
import { OpenUser } from "./open-user.ts";

/** An item on its way. */
export interface Entry {
  readonly owner: OpenUser;
  readonly record: number;
  /** How often it was sent and came back. */
  attempts: number;
}

/** The items of a user with more records than this are spread over many batches. */
export const mostRecordsInARow = 50;
/** So many slots of a batch such users get while there are others. */
const heavyShare = 0.2;
const mostHeavyUsers = 32;
const mostHeavyRecords = 200_000;

/**
 * Hands out the items of a share, user by user. Partition keys are hashed, so users in order load all partitions alike;
 * only a user with many records would be a hot key. Such users take turns, beside the others.
 */
export class ItemSource {
  readonly #dataset: PickupDataset;
  readonly #cursor: ShareCursor;
  readonly #open = new Map<number, OpenUser>();
  #current: OpenUser | null = null;
  /** A heavy user who waits for a place among the others. */
  #waiting: OpenUser | null = null;
  #heavy: OpenUser[] = [];
  #heavyRecords = 0;
  #turn = 0;
  #isAtEnd = false;

  constructor(dataset: PickupDataset, share: readonly RangeState[]) {
    this.#dataset = dataset;
    this.#cursor = new ShareCursor(share);
  }

  /** Adds items to a batch until it holds `size`, or no more may be sent now. */
  addTo(batch: Entry[], size: number, nowMs: number): void {
    this.#fillHeavy(batch, Math.min(size, batch.length + Math.max(1, Math.floor(size * heavyShare))), nowMs);
    while (batch.length < size) {
      const owner = this.#ordinary();
      if (owner === null) break;
      batch.push({ owner, record: owner.next(), attempts: 0 });
    }
    if (batch.length < size) this.#fillHeavy(batch, size, nowMs);
  }

  /** When an item may be sent again that no longer waits for anything else; undefined: none is left to be handed out. */
  readyMs(nowMs: number): number | undefined {
    if (this.#ordinary() !== null) return nowMs;
    let ready: number | undefined;
    for (const owner of this.#heavy) {
      if (owner.hasNext) ready = Math.min(ready ?? Infinity, owner.pace?.readyMs(nowMs) ?? nowMs);
    }
    return ready;
  }

  /** The item needs nothing more. */
  settle({ owner, record }: Entry): void {
    if (owner.settle(record)) this.#open.delete(owner.user);
  }

  /** Takes an item of a hot key back, to be handed out at the key's pace. */
  giveBack({ owner, record }: Entry): void {
    owner.giveBack(record);
    if (this.#heavy.includes(owner) || owner === this.#waiting) return;
    this.#heavy.push(owner);
    this.#heavyRecords += owner.markers.length;
  }

  /** What is not done. */
  states(): RangeState[] {
    const holes = [...this.#open.values()].flatMap((owner) => owner.holes()).toSorted(([one], [other]) => one - other);
    const begun: RangeState[] = holes.length === 0 ? [] : [{ start: 0, end: 0, low: 0, holes }];
    return [...begun, ...this.#cursor.rest().filter((state) => !isDone(state))];
  }

  /** The user whose items are next, or null while there is none but heavy ones. */
  #ordinary(): OpenUser | null {
    while (this.#current?.hasNext !== true) {
      this.#current = null;
      if (!this.#admit()) return null;
    }
    return this.#current;
  }

  /** Opens the next user; false when there is none or no place for one. */
  #admit(): boolean {
    this.#waiting ??= this.#openNext();
    const owner = this.#waiting;
    if (owner === null) return false;
    if (owner.left <= mostRecordsInARow) this.#current = owner;
    else if (this.#heavy.length < mostHeavyUsers && this.#heavyRecords < mostHeavyRecords) {
      this.#heavy.push(owner);
      this.#heavyRecords += owner.markers.length;
    } else return false;
    this.#waiting = null;
    return true;
  }

  #openNext(): OpenUser | null {
    while (!this.#isAtEnd) {
      const due = this.#cursor.next();
      if (due === undefined) this.#isAtEnd = true;
      else {
        const owner = new OpenUser(due.user, this.#dataset.rowsOf(due.user), due.spans);
        if (owner.left > 0) {
          this.#open.set(due.user, owner);
          return owner;
        }
      }
    }
    return null;
  }

  /** One item of each heavy user in turn, of those whose key may be written now. */
  #fillHeavy(batch: Entry[], size: number, nowMs: number): void {
    for (let idle = 0; batch.length < size && idle < this.#heavy.length;) {
      if (this.#turn >= this.#heavy.length) this.#turn = 0;
      const owner = this.#heavy[this.#turn]!;
      if (!owner.hasNext) {
        this.#heavy.splice(this.#turn, 1);
        this.#heavyRecords -= owner.markers.length;
        continue;
      }
      this.#turn++;
      if (owner.pace !== null && owner.pace.readyMs(nowMs) > nowMs) idle++;
      else {
        owner.pace?.take(1);
        batch.push({ owner, record: owner.next(), attempts: 0 });
        idle = 0;
      }
    }
  }
}
