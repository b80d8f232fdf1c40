import { joinRanges, type UserRange } from "./user-ranges.ts";

interface OpenUser {
  readonly items: number;
  unacknowledged: number;
}

/**
 * Which users of a share are done: hands the users out in order and keeps those of whom not every item has been
 * acknowledged. Memory grows with the users in flight, not with the users of the share.
 */
export class UserProgress {
  readonly #ranges: readonly UserRange[];
  readonly #open = new Map<number, OpenUser>();
  #range = 0;
  #next: number;
  #completedItems = 0;

  constructor(ranges: readonly UserRange[]) {
    this.#ranges = ranges;
    this.#next = ranges[0]?.[0] ?? 0;
  }

  /** The next user who was not handed out yet, or undefined; {@link open} must follow at once. */
  nextUser(): number | undefined {
    while (this.#range < this.#ranges.length) {
      const [, end] = this.#ranges[this.#range]!;
      if (this.#next < end) return this.#next++;
      this.#range++;
      this.#next = this.#ranges[this.#range]?.[0] ?? 0;
    }
    return undefined;
  }

  /** Begins a user of so many items. */
  open(user: number, items: number): void {
    if (items > 0) this.#open.set(user, { items, unacknowledged: items });
  }

  /** One item of the user is in the table (or gone from it). */
  acknowledge(user: number): void {
    const open = this.#open.get(user)!;
    if (--open.unacknowledged > 0) return;
    this.#open.delete(user);
    this.#completedItems += open.items;
  }

  /** Items of the users who are done. */
  get completedItems(): number {
    return this.#completedItems;
  }

  /** The users who are not done, begun or not, in ascending order. */
  remaining(): UserRange[] {
    const begun = [...this.#open.keys()].map((user): UserRange => [user, user + 1]);
    const current = this.#ranges[this.#range];
    if (current === undefined) return joinRanges(begun);
    return joinRanges([...begun, [this.#next, current[1]], ...this.#ranges.slice(this.#range + 1)]);
  }
}
