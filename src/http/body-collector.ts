import { noBytes } from "./no-bytes.ts";

const leastCapacity = 4096;
/** A promised length is believed up to here at once, beyond only as the bytes come. */
const trustedLength = 1 << 20;

/**
 * Gathers the pieces of one body out of a read buffer that is overwritten by the next read. As long as the pieces
 * equal the body of the last answer nothing is copied; a body that equals it to the end *is* that last body, the same
 * object, so an unchanged body costs one comparison and is recognised by reference.
 */
export class BodyCollector {
  #length = 0;
  #expected = -1;
  #last: Buffer | null = null;
  #collected: Buffer = noBytes;

  get length(): number {
    return this.#length;
  }

  /** Starts a body of `expected` bytes (-1: unknown) that may be the same as `last`. */
  begin(last: Buffer | null, expected: number): void {
    this.#length = 0;
    this.#expected = expected;
    this.#collected = noBytes;
    this.#last = last !== null && (expected < 0 || expected === last.length) ? last : null;
  }

  add(source: Buffer, from: number, to: number): void {
    const end = this.#length + to - from;
    const last = this.#last;
    if (last !== null) {
      if (end <= last.length && source.compare(last, this.#length, end, from, to) === 0) {
        this.#length = end;
        return;
      }
      this.#last = null;
      this.#reserve(end);
      last.copy(this.#collected, 0, 0, this.#length);
    } else if (end > this.#collected.length) {
      this.#reserve(end);
    }
    source.copy(this.#collected, this.#length, from, to);
    this.#length = end;
  }

  /** The whole body, valid for ever. */
  finish(): Buffer {
    const collected = this.#last ?? this.#collected;
    this.#last = null;
    this.#collected = noBytes;
    if (collected.length === this.#length) return collected;
    // An exact copy: a slice would keep the spare room of the larger buffer alive as long as the body.
    return Buffer.copyBytesFrom(collected, 0, this.#length);
  }

  #reserve(length: number): void {
    const doubled = this.#collected.length * 2;
    const capacity =
      this.#expected >= 0
        ? Math.min(this.#expected, Math.max(trustedLength, doubled))
        : Math.max(leastCapacity, doubled);
    const larger = Buffer.allocUnsafe(Math.max(length, capacity));
    this.#collected.copy(larger, 0, 0, this.#length);
    this.#collected = larger;
  }
}
