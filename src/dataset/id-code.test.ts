import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { seedKeyOf } from "../ground/index.ts";
import { IdCode } from "./id-code.ts";

const kinds = [
  { name: "profile ids", limbs: 2, digits: 8 },
  { name: "URNs", limbs: 3, digits: 7 },
] as const;

for (const { name, limbs, digits } of kinds) {
  test(`the code of ${name} gives every index back`, () => {
    fc.assert(
      fc.property(fc.string(), fc.maxSafeNat(), (seed, index) => {
        const code = new IdCode(seedKeyOf(seed), limbs, digits);
        const text = code.encode(index);
        assert.match(text, new RegExp(`^[A-Za-z0-9]{${limbs * digits}}$`));
        assert.equal(code.decode(text), index);
      }),
    );
  });

  test(`the code of ${name} never gives two indexes the same text`, () => {
    const code = new IdCode(seedKeyOf("x"), limbs, digits);
    const texts = new Set(Array.from({ length: 20_000 }, (_, index) => code.encode(index)));
    assert.equal(texts.size, 20_000);
  });

  test(`the code of ${name} depends on the seed`, () => {
    const texts = ["x", "y"].map((seed) => new IdCode(seedKeyOf(seed), limbs, digits).encode(0));
    assert.notEqual(texts[0], texts[1]);
  });

  test(`every character of ${name} is spread over all alphanumerics`, () => {
    const code = new IdCode(seedKeyOf("x"), limbs, digits);
    const texts = Array.from({ length: 6200 }, (_, index) => code.encode(index));
    for (let at = 0; at < code.length; at++) {
      const counts = new Map<string, number>();
      for (const text of texts) counts.set(text[at]!, (counts.get(text[at]!) ?? 0) + 1);
      const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
      assert.equal(counts.size, 62);
      assert.ok(chiSquare < 115, `place ${at}: chi square of 61 degrees of freedom is ${chiSquare}`);
    }
  });
}

test("what is no text of the code has no index", () => {
  const code = new IdCode(seedKeyOf("x"), 2, 8);
  const text = code.encode(5);
  for (const other of ["", text.slice(1), `${text}A`, `${text.slice(1)}-`, `${text.slice(1)}é`, `${text.slice(1)} `]) {
    assert.equal(code.decode(other), -1, other);
  }
});
