import assert from "node:assert/strict";
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { test } from "node:test";
import { joseSignatureOf } from "./ecdsa-signature.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

test("a converted signature is the one that Node verifies side by side, whatever the length of its numbers", () => {
  const lengths = new Set<number>();
  for (let i = 0; i < 2000; i++) {
    const text = Buffer.from(`text ${i}`);
    const der = sign("sha256", text, privateKey);
    lengths.add(der.length);
    const signature = joseSignatureOf(der);
    assert.equal(signature.length, 64);
    assert.ok(verify("sha256", text, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature), der.toString("hex"));
  }
  assert.ok(lengths.size >= 3, "short and long numbers have come up");
});

test("numbers of few bytes are filled up from the left", () => {
  const der = Buffer.from([0x30, 7, 0x02, 1, 5, 0x02, 2, 0x00, 0x81]);
  const expected = Buffer.alloc(64);
  expected[31] = 5;
  expected[63] = 0x81;
  assert.deepEqual(joseSignatureOf(der), expected);
});
