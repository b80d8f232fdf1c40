interface Delayed<Value> {
  readonly value: Value;
  readonly dueMs: number;
}

/** Values that become due at a time each: a binary heap by that time. */
export class DelayQueue<Value> {
  readonly #heap: Delayed<Value>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** When the first one is due; undefined when there is none. */
  get firstDueMs(): number | undefined {
    return this.#heap[0]?.dueMs;
  }

  add(value: Value, dueMs: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push({ value, dueMs });
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.dueMs <= heap[at]!.dueMs) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** The first value that is due, or undefined. */
  take(nowMs: number): Value | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.dueMs > nowMs) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.value;
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && heap[right]!.dueMs < heap[left]!.dueMs ? right : left;
      if (heap[at]!.dueMs <= heap[child]!.dueMs) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  }
}
