import assert from "node:assert/strict";
import { test } from "node:test";
import { philox4x32 } from "./philox.ts";

interface Vector {
  readonly counter: readonly [number, number, number, number];
  readonly key: readonly [number, number];
  readonly words: readonly number[];
}

// The vectors for philox4x32-10 of Random123, the library of the paper's authors (tests/kat_vectors).
const vectors: readonly Vector[] = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

for (const { counter, key, words } of vectors) {
  test(`Philox gives the known answer for the key ${key.map((word) => word.toString(16)).join(" ")}`, () => {
    const out = new Uint32Array(4);
    philox4x32(...key, ...counter, out);
    assert.deepEqual([...out], words);
  });
}

test("signed and unsigned forms of a word give the same answer", () => {
  const unsigned = new Uint32Array(4);
  const signed = new Uint32Array(4);
  philox4x32(0xa4093822, 0x299f31d0, 0xffffffff, 0x85a308d3, 1, 2, unsigned);
  philox4x32(0xa4093822 | 0, 0x299f31d0, -1, 0x85a308d3 | 0, 1, 2, signed);
  assert.deepEqual(signed, unsigned);
});
