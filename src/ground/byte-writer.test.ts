import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteWriter } from "./byte-writer.ts";

test("a whole number is written as its decimal digits, however long", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(15), (whole, shift) => {
      const value = Math.floor(whole / 10 ** shift);
      const writer = new ByteWriter();
      writer.integer(value);
      assert.equal(writer.written().toString(), String(value));
    }),
  );
});

test("what is written goes on behind what stands, beyond any capacity, and can be taken back", () => {
  const writer = new ByteWriter(4);
  writer.bytes(Buffer.from("one"));
  writer.byte(0x2c);
  const length = writer.length;
  writer.text("a longer text, ünï-𝄞");
  assert.equal(writer.written().toString(), "one,a longer text, ünï-𝄞");
  writer.truncate(length);
  writer.integer(1_785_715_200_123);
  assert.equal(writer.written().toString(), "one,1785715200123");
});
