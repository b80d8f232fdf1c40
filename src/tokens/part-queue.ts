/** Users of one part of a dataset, as pairs: the first of a row of users and the one after its last. */
export interface UsersOfPart {
  readonly part: number;
  readonly rows: readonly number[];
}

interface Left {
  rows: readonly number[];
  /** The pair that is being handed out, and its next user. */
  pair: number;
  user: number;
  inHand: number;
  idle: PromiseWithResolvers<void> | null;
}

/** Hands out the users of parts that come and go, part after part, and knows which are still in hand. */
export class PartQueue {
  readonly #parts = new Map<number, Left>();
  readonly #partOf = new Map<number, Left>();

  has(part: number): boolean {
    return this.#parts.has(part);
  }

  get parts(): number[] {
    return [...this.#parts.keys()];
  }

  add({ part, rows }: UsersOfPart): void {
    this.#parts.set(part, { rows, pair: 0, user: rows[0] ?? 0, inHand: 0, idle: null });
  }

  get isEmpty(): boolean {
    return [...this.#parts.values()].every(({ pair, rows }) => pair === rows.length);
  }

  /** The next user, in hand until `done`; undefined: all are handed out. */
  next(): number | undefined {
    for (const left of this.#parts.values()) {
      if (left.pair === left.rows.length) continue;
      const user = left.user++;
      if (left.user === left.rows[left.pair + 1]) {
        left.pair += 2;
        left.user = left.rows[left.pair] ?? 0;
      }
      left.inHand++;
      this.#partOf.set(user, left);
      return user;
    }
    return undefined;
  }

  done(user: number): void {
    const left = this.#partOf.get(user)!;
    this.#partOf.delete(user);
    if (--left.inHand === 0) left.idle?.resolve();
  }

  /** Hands out no more of a part; resolves when none of its users is in hand. */
  async drop(part: number): Promise<void> {
    const left = this.#parts.get(part)!;
    this.#parts.delete(part);
    if (left.inHand === 0) return;
    left.idle = Promise.withResolvers();
    await left.idle.promise;
  }
}
