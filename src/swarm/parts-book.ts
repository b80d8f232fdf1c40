interface Holding {
  /** Parts the worker may work on. */
  readonly held: Set<number>;
  /** Parts it was told to give up, by the turn of that word; they are nobody else's yet. */
  readonly leaving: Map<number, number>;
  turn: number;
}

/**
 * Who holds which part of the whole. A part is lent to one worker at a time: it is free only after its holder said that
 * nothing of it goes on any more, or left.
 */
export class PartsBook<Worker> {
  readonly of: number;
  readonly #free: Set<number>;
  readonly #holdings = new Map<Worker, Holding>();

  /** A whole that is cut into `of` parts, all free. */
  constructor(of: number) {
    this.of = of;
    this.#free = new Set(Array.from({ length: of }, (_, part) => part));
  }

  join(worker: Worker): void {
    this.#holdings.set(worker, { held: new Set(), leaving: new Map(), turn: 0 });
  }

  /** All parts of the worker are free from now on. */
  leave(worker: Worker): void {
    const holding = this.#holdings.get(worker);
    if (holding === undefined) return;
    this.#holdings.delete(worker);
    for (const part of [...holding.held, ...holding.leaving.keys()]) this.#release(part);
  }

  /**
   * Takes over the book of another coordinator. Of a part that nobody holds it is not known who may still work on it:
   * it is free once all have confirmed a turn after `firstTurn`.
   */
  takeOver(holdings: ReadonlyMap<Worker, readonly number[]>, firstTurn: number): void {
    for (const parts of holdings.values()) for (const part of parts) this.#free.delete(part);
    const doubtful = [...this.#free];
    for (const [worker, parts] of holdings) {
      const leaving = new Map(doubtful.map((part) => [part, firstTurn + 1]));
      this.#holdings.set(worker, { held: new Set(parts), leaving, turn: firstTurn });
    }
    if (holdings.size > 0) this.#free.clear();
  }

  held(worker: Worker): readonly number[] {
    return [...(this.#holdings.get(worker)?.held ?? [])];
  }

  /** A new turn of the worker: what it gives up from now on is free once the worker confirms this turn. */
  nextTurn(worker: Worker): number {
    return ++this.#holdings.get(worker)!.turn;
  }

  /** The worker has done what it was told in this turn. */
  confirm(worker: Worker, turn: number): void {
    const holding = this.#holdings.get(worker);
    if (holding === undefined) return;
    for (const [part, saidIn] of holding.leaving) {
      if (saidIn > turn) continue;
      holding.leaving.delete(part);
      this.#release(part);
    }
  }

  #release(part: number): void {
    for (const { leaving } of this.#holdings.values()) if (leaving.has(part)) return;
    this.#free.add(part);
  }

  /**
   * Lends the free parts, the fewest-laden worker first, and takes from those that hold more than their share. Returns
   * the workers that hold other parts than before; no more parts move than must.
   */
  balance(): Set<Worker> {
    const changed = new Set<Worker>();
    if (this.#holdings.size === 0) return changed;
    for (const part of [...this.#free].toSorted((a, b) => a - b)) this.#lend(part, changed);
    this.#recall(changed);
    return changed;
  }

  #lend(part: number, changed: Set<Worker>): void {
    let least: [Worker, Holding] | undefined;
    for (const entry of this.#holdings)
      if (least === undefined || entry[1].held.size < least[1].held.size) least = entry;
    const [worker, { held }] = least!;
    this.#free.delete(part);
    held.add(part);
    changed.add(worker);
  }

  /** Takes from the fullest while, with all that is on its way to the others, it would still hold two more than one of them. */
  #recall(changed: Set<Worker>): void {
    const sizes = new Map(Array.from(this.#holdings, ([worker, { held }]) => [worker, held.size]));
    const leavingAnyone = new Set<number>();
    for (const { leaving } of this.#holdings.values()) for (const part of leaving.keys()) leavingAnyone.add(part);
    let coming = leavingAnyone.size;
    for (;;) {
      const [worker, most] = [...sizes].reduce((a, b) => (b[1] > a[1] ? b : a));
      if (most - leastAfter([...sizes.values()], coming) <= 1) break;
      sizes.set(worker, most - 1);
      coming++;
    }
    for (const [worker, size] of sizes) this.#take(worker, this.#holdings.get(worker)!, size, changed);
  }

  /** Evenly spread over what the worker holds: neighbouring parts are alike, the first ones have a little more in them. */
  #take(worker: Worker, { held, leaving, turn }: Holding, keeps: number, changed: Set<Worker>): void {
    const gives = held.size - keeps;
    if (gives === 0) return;
    const parts = [...held].toSorted((a, b) => a - b);
    for (let given = 0; given < gives; given++) {
      const part = parts[Math.floor(((given + 0.5) * parts.length) / gives)]!;
      held.delete(part);
      leaving.set(part, turn + 1);
    }
    changed.add(worker);
  }
}

/** The smallest of the sizes once `coming` more were dealt out, each to the one that is smallest then. */
function leastAfter(sizes: readonly number[], coming: number): number {
  const sorted = sizes.toSorted((a, b) => a - b);
  let below = 0;
  for (const [index, size] of sorted.entries()) {
    if (index * size - below > coming) return Math.floor((below + coming) / index);
    below += size;
  }
  return Math.floor((below + coming) / sorted.length);
}
