/** Something that is due at a moment. */
export interface Due {
  readonly atMs: number;
}

/** Holds what is due at some moment and gives the earliest first: a binary heap. What is due at once comes in any order. */
export class EarliestFirst<T extends Due> {
  readonly #heap: T[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The earliest; undefined when there is none. */
  get first(): T | undefined {
    return this.#heap[0];
  }

  add(item: T): void {
    const heap = this.#heap;
    const { atMs } = item;
    let index = heap.length;
    heap.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.atMs <= atMs) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = item;
  }

  /** Takes the earliest away. */
  removeFirst(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
  }

  /** Takes away everything that is not wanted any more. */
  keepOnly(isWanted: (item: T) => boolean): void {
    const kept = this.#heap.filter(isWanted);
    this.#heap.length = 0;
    for (const item of kept) this.add(item);
  }

  /** Takes everything away, in any order. */
  takeAll(): T[] {
    return this.#heap.splice(0);
  }

  /** Finds the place of an item from the top on. */
  #sink(item: T): void {
    const heap = this.#heap;
    const { atMs } = item;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.atMs < heap[child]!.atMs) child++;
      if (heap[child]!.atMs >= atMs) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = item;
  }
}
