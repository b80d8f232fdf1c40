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
  /**
   * The four words that the stream which drew last draws from: a virtual user draws seldom, and would else keep an array
   * of its own through all its waits.
   */
  static readonly #block = new Uint32Array(4);
  static #drawer: RandomStream | null = null;
  readonly #key: SeedKey;
  readonly #stream: number;
  readonly #domain: number;
  /** Words drawn so far. */
  #drawn = 0;

  constructor(key: SeedKey, stream: number, domain = 0) {
    this.#key = key;
    this.#stream = stream;
    this.#domain = domain;
  }

  /** A uniform unsigned 32-bit integer. */
  uint32(): number {
    const drawn = this.#drawn++;
    if (RandomStream.#drawer !== this || drawn % 4 === 0) this.#makeBlock(Math.floor(drawn / 4));
    return RandomStream.#block[drawn % 4]!;
  }

  #makeBlock(number: number): void {
    const { low, high } = this.#key;
    const streamHigh = Math.floor(this.#stream / 0x1_0000_0000);
    philox4x32(low, high, number, this.#domain, this.#stream | 0, streamHigh, RandomStream.#block);
    RandomStream.#drawer = this;
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
