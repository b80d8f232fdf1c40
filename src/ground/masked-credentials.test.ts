import assert from "node:assert/strict";
import { test } from "node:test";
import { maskedCredentials } from "./masked-credentials.ts";

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
