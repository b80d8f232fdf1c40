import { philox4x32, type SeedKey } from "../ground/index.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base = alphabet.length;
const roundsPerLimb = 2;

const charCodes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
const digitOfCode = new Int8Array(128).fill(-1);
charCodes.forEach((code, digit) => {
  digitOfCode[code] = digit;
});

/**
 * A keyed permutation of all texts of `limbs` × `digits` alphanumerics, so that an index becomes an id that looks
 * random and the id gives the index back without a table.
 *
 * A Feistel network over limbs of base-62 digits: in turn, each limb is shifted by a Philox word of the other ones,
 * modulo 62^digits. The domain is exactly the set of texts, so no cycle walking is needed. Limbs: 2 or 3; digits: at
 * most 8, so that a limb is an exact integer.
 */
export class IdCode {
  readonly length: number;
  readonly #key: SeedKey;
  readonly #digits: number;
  readonly #modulus: number;
  /** Brings 53 random bits below the modulus; exact, as all but its last multiplication is by a power of two. */
  readonly #scale: number;
  readonly #limbs: Float64Array;
  readonly #codes: number[];
  readonly #words = new Uint32Array(4);

  constructor(key: SeedKey, limbs: 2 | 3, digits: number) {
    this.length = limbs * digits;
    this.#key = key;
    this.#digits = digits;
    this.#modulus = base ** digits;
    this.#scale = this.#modulus / 2 ** 53;
    this.#limbs = new Float64Array(limbs);
    this.#codes = Array.from({ length: this.length }, () => 0);
  }

  /** The text of an index from 0 to 2^53 − 1. */
  encode(index: number): string {
    const limbs = this.#limbs;
    limbs.fill(0);
    limbs[0] = index % this.#modulus;
    limbs[1] = Math.floor(index / this.#modulus);
    for (let round = 0; round < limbs.length * roundsPerLimb; round++) {
      const limb = round % limbs.length;
      const shifted = limbs[limb]! + this.#shiftOf(round);
      limbs[limb] = shifted < this.#modulus ? shifted : shifted - this.#modulus;
    }
    return this.#textOfLimbs();
  }

  /** The index of a text; −1 when no index below 2^53 has it. */
  decode(text: string): number {
    const limbs = this.#limbs;
    if (!this.#readLimbs(text)) return -1;
    for (let round = limbs.length * roundsPerLimb - 1; round >= 0; round--) {
      const limb = round % limbs.length;
      const shifted = limbs[limb]! - this.#shiftOf(round);
      limbs[limb] = shifted < 0 ? shifted + this.#modulus : shifted;
    }
    const index = limbs[0]! + limbs[1]! * this.#modulus;
    return Number.isSafeInteger(index) && (limbs[2] ?? 0) === 0 ? index : -1;
  }

  #shiftOf(round: number): number {
    const limbs = this.#limbs;
    const one = limbs[(round + 1) % limbs.length]!;
    const other = limbs.length === 3 ? limbs[(round + 2) % 3]! : 0;
    const highs = Math.floor(one / 0x1_0000_0000) | (Math.floor(other / 0x1_0000_0000) << 16);
    philox4x32(this.#key.low, this.#key.high, one | 0, other | 0, highs, round, this.#words);
    return Math.floor((this.#words[0]! * 0x20_0000 + (this.#words[1]! >>> 11)) * this.#scale);
  }

  #textOfLimbs(): string {
    let at = 0;
    for (const limb of this.#limbs) {
      let rest = limb;
      for (let digit = 0; digit < this.#digits; digit++) {
        const next = Math.floor(rest / base);
        this.#codes[at++] = charCodes[rest - next * base]!;
        rest = next;
      }
    }
    return String.fromCharCode(...this.#codes);
  }

  #readLimbs(text: string): boolean {
    if (text.length !== this.length) return false;
    for (let limb = 0; limb < this.#limbs.length; limb++) {
      let value = 0;
      for (let at = (limb + 1) * this.#digits - 1; at >= limb * this.#digits; at--) {
        const digit = digitOfCode[text.charCodeAt(at)] ?? -1;
        if (digit < 0) return false;
        value = value * base + digit;
      }
      this.#limbs[limb] = value;
    }
    return true;
  }
}
