import type { SeededMarker } from "../../dataset/index.ts";
import type { KeyPace } from "../rate/key-pace.ts";
import type { Hole, Span } from "../resume/range-state.ts";

/** A user whose items are on their way: which records are done, which are out, and which are still to be handed out. */
export class OpenUser {
  readonly user: number;
  readonly markers: readonly SeededMarker[];
  /** How fast the table takes this key; null: as fast as any other. */
  pace: KeyPace | null = null;
  /** How often in a row this user alone was refused while others of the same batch passed. */
  suspicion = 0;
  readonly #isDone: Uint8Array;
  readonly #returned: number[] = [];
  #next = 0;
  #left: number;

  /** `spans`: the records that are to be done; undefined: all. */
  constructor(user: number, markers: readonly SeededMarker[], spans?: readonly Span[]) {
    this.user = user;
    this.markers = markers;
    this.#isDone = new Uint8Array(markers.length);
    this.#left = markers.length;
    if (spans === undefined) return;
    this.#isDone.fill(1);
    for (const [from, to] of spans) this.#isDone.fill(0, from, to);
    this.#left = spans.reduce((sum, [from, to]) => sum + to - from, 0);
  }

  /** Records that are not done. */
  get left(): number {
    return this.#left;
  }

  /** A record to be sent, or −1 when all are handed out. */
  next(): number {
    if (this.#returned.length > 0) return this.#returned.pop()!;
    while (this.#next < this.#isDone.length && this.#isDone[this.#next] === 1) this.#next++;
    return this.#next < this.#isDone.length ? this.#next++ : -1;
  }

  /** True when {@link next} has something to give. */
  get hasNext(): boolean {
    if (this.#returned.length > 0) return true;
    while (this.#next < this.#isDone.length && this.#isDone[this.#next] === 1) this.#next++;
    return this.#next < this.#isDone.length;
  }

  /** Takes a record back, to be handed out again. */
  giveBack(record: number): void {
    this.#returned.push(record);
  }

  /** The record needs nothing more; true when it was the user's last one. */
  settle(record: number): boolean {
    this.#isDone[record] = 1;
    return --this.#left === 0;
  }

  /** The records that are not done. */
  holes(): Hole[] {
    const holes: Hole[] = [];
    const done = this.#isDone;
    for (let from = done.indexOf(0); from >= 0;) {
      const end = done.indexOf(1, from);
      const to = end < 0 ? done.length : end;
      holes.push([this.user, from, to]);
      from = end < 0 ? -1 : done.indexOf(0, to);
    }
    return holes;
  }
}
