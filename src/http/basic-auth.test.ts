import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { hostAddressOf } from "./basic-auth.ts";

test("an address without credentials stays as it is", () => {
  const text = "https://api.example.test:8443/base";
  assert.deepEqual(hostAddressOf(text), { address: text, shown: text, authorization: undefined });
});

test("any user name and password become basic authorization, and stand nowhere else", () => {
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(word, word, (user, password) => {
      const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
      const { address, shown, authorization } = hostAddressOf(`http://${credentials}@api.example.test/v1`);
      assert.equal(address, "http://api.example.test/v1");
      assert.equal(shown, "http://***@api.example.test/v1");
      assert.equal(authorization, `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`);
    }),
  );
});

test("a user name alone and a password with an unescaped @ are credentials too", () => {
  assert.equal(hostAddressOf("http://me@host.test").authorization, "Basic bWU6");
  const { address, authorization } = hostAddressOf("http://me:p@ss@host.test");
  assert.deepEqual([address, authorization], ["http://host.test", "Basic bWU6cEBzcw=="]);
});

test("garbled credentials are refused without being shown", () => {
  assert.throws(
    () => hostAddressOf("http://me:secret%zz@host.test"),
    (error: Error) => {
      assert.match(error.message, /percent-encoded/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    },
  );
});
