import assert from "node:assert/strict";
import { test } from "node:test";
import { maskedAddress, maskedCredentials } from "./masked-credentials.ts";

test("user names and passwords of addresses are masked, and nothing else", () => {
  const cases: readonly (readonly [text: string, masked: string])[] = [
    ["https://me:secret@api.test/a@b", "https://***@api.test/a@b"],
    ["http://me@api.test:80?x=y@z", "http://***@api.test:80?x=y@z"],
    ["ftp://me:p@ss@api.test", "ftp://***@api.test"],
    ["http://a:b@c.test and http://d:e@f.test", "http://***@c.test and http://***@f.test"],
    ["https://api.test/@home", "https://api.test/@home"],
    ["me@example.test", "me@example.test"],
  ];
  for (const [text, masked] of cases) assert.equal(maskedCredentials(text), masked);
});

test("of an address neither credentials nor the query are shown", () => {
  assert.equal(maskedAddress("https://me:secret@t.test/token?key=s3cret&x=1"), "https://***@t.test/token?***");
  assert.equal(maskedAddress("https://t.test/token?s3cret?"), "https://t.test/token?***");
  assert.equal(maskedAddress("https://t.test/token"), "https://t.test/token");
});
