import { createHash } from "node:crypto";
import { philox4x32 } from "./philox.ts";

/** A 64-bit key for {@link philox4x32}, as two unsigned words. */
export interface SeedKey {
  readonly low: number;
  readonly high: number;
}

/** The key that a seed text stands for: the first 64 bits of its SHA-256. */
export function seedKeyOf(seed: string): SeedKey {
  const digest = createHash("sha256").update(seed, "utf8").digest();
  return { low: digest.readUInt32LE(0), high: digest.readUInt32LE(4) };
}

/** A source of uniform numbers in [0, 1), such as a {@link RandomStream}. */
export interface Random {
  next(): number;
}

/**
 * A reproducible stream of random numbers: the words of Philox under one key, for one `stream` number. Two streams
 * under one key are independent; the same key and stream give the same sequence on every machine.
 */
export class RandomStream implements Random {
  readonly #key: SeedKey;
  readonly #stream: number;
  readonly #domain: number;
  readonly #words = new Uint32Array(4);
  #block = 0;
  #used = 4;

  constructor(key: SeedKey, stream: number, domain = 0) {
    this.#key = key;
    this.#stream = stream;
    this.#domain = domain;
  }

  /** A uniform unsigned 32-bit integer. */
  uint32(): number {
    if (this.#used === 4) {
      const { low, high } = this.#key;
      const streamHigh = Math.floor(this.#stream / 0x1_0000_0000);
      philox4x32(low, high, this.#block++, this.#domain, this.#stream | 0, streamHigh, this.#words);
      this.#used = 0;
    }
    return this.#words[this.#used++]!;
  }

  /** A uniform number in [0, 1). */
  next(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /**
   * A uniform integer in [0, bound), without modulo bias (by rejection). Throws RangeError unless the bound is a whole
   * number from 1 to 2^32.
   */
  integer(bound: number): number {
    if (!(Number.isInteger(bound) && bound >= 1 && bound <= 0x1_0000_0000))
      throw new RangeError(`random.integer(${bound}): the bound must be a whole number from 1 to 2^32`);
    if (bound === 0x1_0000_0000) return this.uint32();
    // In unsigned words of 32 bits throughout: a remainder of larger numbers costs V8 ten times as much.
    const below = bound >>> 0;
    for (;;) {
      const word = this.uint32();
      if (word >= below || word >= (-below >>> 0) % below) return word % below;
    }
  }
}
