import { philox4x32, type SeedKey } from "../ground/index.ts";

/**
 * A 128-bit keyed hash of a text, written to `out[0..3]`: CBC-MAC over its UTF-16 units, eight a block, with Philox
 * under `key` as the block function and the length as the first block's state (which makes it prefix-free).
 */
export function keyedHash(key: SeedKey, text: string, out: Uint32Array): void {
  let word0 = text.length;
  let word1 = 0;
  let word2 = 0;
  let word3 = 0;
  for (let at = 0; at < text.length; at += 8) {
    word0 ^= unitPairAt(text, at);
    word1 ^= unitPairAt(text, at + 2);
    word2 ^= unitPairAt(text, at + 4);
    word3 ^= unitPairAt(text, at + 6);
    philox4x32(key.low, key.high, word0, word1, word2, word3, out);
    word0 = out[0]!;
    word1 = out[1]!;
    word2 = out[2]!;
    word3 = out[3]!;
  }
  if (text.length === 0) philox4x32(key.low, key.high, 0, 0, 0, 0, out);
}

function unitPairAt(text: string, at: number): number {
  if (at >= text.length) return 0;
  const first = text.charCodeAt(at);
  return at + 1 < text.length ? first | (text.charCodeAt(at + 1) << 16) : first;
}
