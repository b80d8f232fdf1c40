import assert from "node:assert/strict";
import { test } from "node:test";
import { maskedSecrets } from "./masked-secrets.ts";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyLTEifQ.c2lnbmF0dXJl";

test("web tokens and credentials of known schemes are masked wherever they stand", () => {
  assert.equal(maskedSecrets(`token ${jwt} expired`), "token *** expired");
  assert.equal(maskedSecrets(`Authorization: Bearer ${jwt}`), "Authorization: Bearer ***");
  assert.equal(maskedSecrets("got Basic dXNlcjpwdw== instead"), "got Basic *** instead");
});

test("values of fields with a secret's name are masked in JSON, forms and queries", () => {
  assert.equal(maskedSecrets('{"access_token":"abc\\"d","position":840}'), '{"access_token":"***","position":840}');
  assert.equal(maskedSecrets("/cw?apikey=k-1&limit=3&session_id=9"), "/cw?apikey=***&limit=3&session_id=***");
  assert.equal(maskedSecrets('{ "encryptedToken": "cut off he'), '{ "encryptedToken": "***"');
});

test("a known secret is masked whatever it looks like, and other text stays as it is", () => {
  assert.equal(maskedSecrets("you are opaque-1 and 7", ["opaque-1", ""]), "you are *** and 7");
  const harmless = '{"code":"NotFound","message":"no marker urn:hbo:feature:x, GET /a?b=c"}';
  assert.equal(maskedSecrets(harmless), harmless);
});
