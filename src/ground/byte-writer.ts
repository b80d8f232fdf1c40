const zero = 0x30;
/** Digits that fit a 32-bit integer, whose division is a multiplication to V8. */
const digitsAtOnce = 9;
/** So few are copied one by one in less time than a call of the system's copy takes. */
const fewBytes = 24;
const billion = 1_000_000_000;

/** Bytes written one after the other, into a buffer that grows and can be used again. */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 16_384) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Takes back what was written after the first `length` bytes. */
  truncate(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(source: Uint8Array): void {
    const { length } = source;
    this.#reserve(length);
    if (length <= fewBytes) for (let at = 0; at < length; at++) this.#bytes[this.#length + at] = source[at]!;
    else this.#bytes.set(source, this.#length);
    this.#length += length;
  }

  /** In UTF-8. */
  text(text: string): void {
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** The decimal digits of a whole number from 0 to 2^53 − 1. */
  integer(value: number): void {
    if (value < billion) return this.#digits(value, digitsOf(value));
    const high = Math.floor(value / billion);
    this.integer(high);
    this.#digits(value - high * billion, digitsAtOnce);
  }

  /** What was written; only until more is written or taken back. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #digits(value: number, count: number): void {
    this.#reserve(count);
    const bytes = this.#bytes;
    let rest = value | 0;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const next = (rest / 10) | 0;
      bytes[at] = zero + rest - 10 * next;
      rest = next;
    }
    this.#length += count;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** How many digits a whole number below a billion has. */
function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
