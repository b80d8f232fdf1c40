import { ByteWriter } from "../ground/index.ts";

/** Writes numbers and texts into bytes; small numbers take few. */
export class PackedWriter {
  readonly #bytes = new ByteWriter();

  /** A whole number from 0 to 2^53 − 1, in steps of seven bits (LEB128). */
  number(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes.byte((rest % 0x80) + 0x80);
      rest = rest < 0x8000_0000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes.byte(rest);
  }

  text(text: string): void {
    this.number(Buffer.byteLength(text));
    this.#bytes.text(text);
  }

  /** What was written; the writer is of no use afterwards. */
  end(): Uint8Array {
    return new Uint8Array(this.#bytes.written());
  }
}

/** Reads what a {@link PackedWriter} wrote, in the same order. */
export class PackedReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  number(): number {
    const first = this.#bytes[this.#at++]!;
    if (first < 0x80) return first;
    let value = first - 0x80;
    for (let unit = 0x80; ; unit *= 0x80) {
      const byte = this.#bytes[this.#at++]!;
      if (byte < 0x80) return value + byte * unit;
      value += (byte - 0x80) * unit;
    }
  }

  text(): string {
    const length = this.number();
    this.#at += length;
    return this.#bytes.toString("utf8", this.#at - length, this.#at);
  }
}
