import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { cutTo, msText, oneLine, percentText, rateText } from "./figures.ts";

test("shares keep what matters: 0.4 % is 0.4 %, little is not nothing, nearly all is not all", () => {
  const cases: readonly (readonly [count: number, of: number, text: string])[] = [
    [0, 100, "0 %"],
    [4, 1000, "0.4 %"],
    [1, 2500, "0.04 %"],
    [1, 1_000_000, "<0.01 %"],
    [1, 3, "33.3 %"],
    [1, 2, "50 %"],
    [999, 1000, "99.9 %"],
    [999_999, 1_000_000, ">99.99 %"],
    [7, 7, "100 %"],
    [0, 0, "–"],
  ];
  for (const [count, of, text] of cases) assert.equal(percentText(count, of), text);
});

test("only nothing is shown as 0 % and only all as 100 %", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(1e9), (of, some) => {
      const count = Math.min(some, of);
      const text = percentText(count, of);
      assert.equal(text === "0 %", count === 0);
      assert.equal(text === "100 %", count === of);
    }),
  );
});

test("milliseconds have as many digits as they deserve, and no data is a dash", () => {
  const shown = [null, 0, 0.004, 0.42, 0.994, 0.996, 3.14, 31.44, 99.94, 99.96, 1204.4].map(msText);
  assert.deepEqual(shown, ["–", "0", "<0.01", "0.42", "0.99", "1.0", "3.1", "31.4", "99.9", "100", "1,204"]);
});

test("rates are plain numbers", () => {
  assert.deepEqual([0, 0.44, 12, 99.9, 1204.4].map(rateText), ["0", "0.4", "12", "99.9", "1,204"]);
});

test("a text from outside stays on its line and commands no terminal", () => {
  assert.equal(oneLine("a\nb\t c\u001B[31mred\u202E"), "a b c�[31mred�");
});

test("what is cut says so", () => {
  assert.deepEqual([cutTo(5, "abcde"), cutTo(5, "abcdef"), cutTo(0, "a")], ["abcde", "abcd…", "…"]);
});
