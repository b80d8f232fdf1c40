import type { ByteWriter } from "../../ground/index.ts";
import { DelayQueue } from "./delay-queue.ts";
import type { Entry, ItemSource } from "./item-source.ts";
import type { RequestEncoder } from "./request-encoder.ts";

const comma = 0x2c;

/** Items ready to be sent. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** With their requests. */
  readonly body: ByteWriter;
  /** Write units, as estimated. */
  readonly units: number;
}

export interface BatchBuilderOptions {
  readonly source: ItemSource;
  readonly encoder: RequestEncoder;
  /** A body that requests are written into, joined by commas. */
  readonly newBody: () => ByteWriter;
  readonly size: number;
  /** Called for an item that DynamoDB would refuse, and that is not sent. */
  readonly refuse: (entry: Entry, problem: string) => void;
}

/**
 * Fills batches from two springs: items that came back and are due again, then fresh ones. While there are fresh ones
 * the others get half of the slots, so that progress goes on. No batch holds a key twice: an item is in one place only.
 */
export class BatchBuilder {
  readonly #options: BatchBuilderOptions;
  readonly #returned = new DelayQueue<Entry>();
  /** Items that are only sent alone, to find the one that spoils a batch. */
  readonly #alone: Entry[] = [];

  constructor(options: BatchBuilderOptions) {
    this.#options = options;
  }

  /** Takes an item back, to be sent again from `dueMs` on. */
  defer(entry: Entry, dueMs: number): void {
    this.#returned.add(entry, dueMs);
  }

  /** Takes items back, to be sent one by one. */
  isolate(entries: readonly Entry[]): void {
    this.#alone.push(...entries);
  }

  /** The next batch, or null when nothing can be sent now. */
  take(nowMs: number): Batch | null {
    for (;;) {
      const entries = this.#pick(nowMs);
      if (entries.length === 0) return null;
      const batch = this.#batchOf(entries);
      if (batch.entries.length > 0) return batch;
    }
  }

  /** When something can be sent; undefined when nothing is left but what is in flight. */
  readyMs(nowMs: number): number | undefined {
    if (this.#alone.length > 0) return nowMs;
    const fresh = this.#options.source.readyMs(nowMs);
    const due = this.#returned.firstDueMs;
    return fresh === undefined || due === undefined ? (fresh ?? due) : Math.min(fresh, due);
  }

  #pick(nowMs: number): Entry[] {
    if (this.#alone.length > 0) return [this.#alone.pop()!];
    const { source, size } = this.#options;
    const entries: Entry[] = [];
    this.#takeReturned(entries, Math.ceil(size / 2), nowMs);
    source.addTo(entries, size, nowMs);
    this.#takeReturned(entries, size, nowMs);
    return entries;
  }

  #takeReturned(entries: Entry[], most: number, nowMs: number): void {
    while (entries.length < most) {
      const entry = this.#returned.take(nowMs);
      if (entry === undefined) return;
      entries.push(entry);
    }
  }

  #batchOf(picked: readonly Entry[]): Batch {
    const { encoder, newBody, refuse } = this.#options;
    const body = newBody();
    const entries: Entry[] = [];
    let units = 0;
    for (const entry of picked) {
      const before = body.length;
      if (entries.length > 0) body.byte(comma);
      encoder.encode(entry, body);
      const bytes = body.length - before;
      const problem = encoder.problemOf(entry, bytes);
      if (problem === undefined) {
        units += encoder.unitsOf(entry, bytes);
        entries.push(entry);
      } else {
        body.truncate(before);
        refuse(entry, problem);
      }
    }
    return { entries, body, units };
  }
}
