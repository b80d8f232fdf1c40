interface Deferred<Entry> {
  readonly entry: Entry;
  readonly dueMs: number;
}

/**
 * Fills batches from two springs: entries that came back and are due again, then fresh ones. No batch holds two entries
 * of one key, and none is lost: what was taken either was written or comes back by {@link defer}.
 */
export class BatchFiller<Entry extends { readonly key: string }> {
  readonly #fresh: Iterator<Entry, unknown>;
  readonly #size: number;
  #deferred: Deferred<Entry>[] = [];
  #freshEnded = false;

  constructor(fresh: Iterator<Entry, unknown>, size: number) {
    this.#fresh = fresh;
    this.#size = size;
  }

  /** Takes entries back, to be sent again from `dueMs` on. */
  defer(entries: Iterable<Entry>, dueMs: number): void {
    for (const entry of entries) this.#deferred.push({ entry, dueMs });
  }

  /** The next batch; empty when nothing can be sent now. */
  take(nowMs: number): Entry[] {
    const batch = new Map<string, Entry>();
    this.#takeDue(batch, nowMs);
    while (batch.size < this.#size && !this.#freshEnded) {
      const next = this.#fresh.next();
      if (next.done === true) this.#freshEnded = true;
      else if (batch.has(next.value.key)) this.defer([next.value], nowMs);
      else batch.set(next.value.key, next.value);
    }
    return [...batch.values()];
  }

  /** When the earliest deferred entry falls due; undefined when there is none. */
  nextDueMs(): number | undefined {
    if (this.#deferred.length === 0) return undefined;
    return this.#deferred.reduce((least, { dueMs }) => Math.min(least, dueMs), Infinity);
  }

  #takeDue(batch: Map<string, Entry>, nowMs: number): void {
    const kept: Deferred<Entry>[] = [];
    for (const deferred of this.#deferred) {
      const { entry, dueMs } = deferred;
      const fits = dueMs <= nowMs && batch.size < this.#size && !batch.has(entry.key);
      if (fits) batch.set(entry.key, entry);
      else kept.push(deferred);
    }
    this.#deferred = kept;
  }
}
