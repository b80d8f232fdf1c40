import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as assertProperty, integer, property, string } from "fast-check";
import { expiryOf, jwtTimesOf } from "./token-expiry.ts";

const nowMs = Date.UTC(2026, 0, 1);
const now = nowMs / 1000;

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.c2ln`;
}

const cases: { name: string; token: string; expiresIn: unknown; endsIn: number | null }[] = [
  { name: "an opaque token without expires_in", token: "opaque", expiresIn: undefined, endsIn: null },
  { name: "an opaque token with expires_in", token: "opaque", expiresIn: 3600, endsIn: 3600 },
  { name: "expires_in as a text", token: "opaque", expiresIn: "3600", endsIn: 3600 },
  { name: "an expires_in that no life can have in seconds", token: "opaque", expiresIn: 86_400_000, endsIn: 86_400 },
  { name: "an expires_in that is no number", token: "opaque", expiresIn: { soon: true }, endsIn: null },
  { name: "an encrypted token (five parts)", token: "a.b.c.d.e", expiresIn: undefined, endsIn: null },
  { name: "three parts that are no JWT", token: "a.b.c", expiresIn: undefined, endsIn: null },
  { name: "a JWT alone", token: jwt({ exp: now + 600 }), expiresIn: undefined, endsIn: 600 },
  { name: "a JWT without exp", token: jwt({ sub: "x" }), expiresIn: undefined, endsIn: null },
  {
    name: "a JWT with expires_in in seconds",
    token: jwt({ iat: now, exp: now + 3600 }),
    expiresIn: 3600,
    endsIn: 3600,
  },
  {
    name: "a JWT with expires_in in milliseconds",
    token: jwt({ iat: now, exp: now + 3600 }),
    expiresIn: 3_600_000,
    endsIn: 3600,
  },
  {
    name: "a short JWT with expires_in in milliseconds",
    token: jwt({ iat: now, exp: now + 20 }),
    expiresIn: 20_000,
    endsIn: 20,
  },
  {
    name: "a JWT from a cache that has ten minutes left",
    token: jwt({ iat: now - 3000, exp: now + 600 }),
    expiresIn: 600,
    endsIn: 600,
  },
  {
    name: "an expires_in that promises more than the JWT",
    token: jwt({ iat: now, exp: now + 300 }),
    expiresIn: 3600,
    endsIn: 300,
  },
  {
    name: "a JWT of a service whose clock is an hour behind ours",
    token: jwt({ iat: now - 3600, exp: now }),
    expiresIn: 3600,
    endsIn: 3600,
  },
  { name: "a JWT that has expired", token: jwt({ exp: now - 60 }), expiresIn: undefined, endsIn: -60 },
  { name: "an expires_in of zero", token: "opaque", expiresIn: 0, endsIn: 0 },
];

for (const { name, token, expiresIn, endsIn } of cases) {
  test(`${name} ends ${endsIn === null ? "at no known time" : `in ${endsIn} s`}`, () => {
    assert.equal(expiryOf(token, expiresIn, nowMs), endsIn === null ? null : nowMs + endsIn * 1000);
  });
}

test("seconds and milliseconds give the same end for any life from a second to a month", () => {
  assertProperty(
    property(integer({ min: 1, max: 30 * 86_400 }), (life) => {
      const token = jwt({ iat: now, exp: now + life });
      return (
        expiryOf(token, life, nowMs) === nowMs + life * 1000 &&
        expiryOf(token, life * 1000, nowMs) === nowMs + life * 1000
      );
    }),
  );
});

test("no text makes the reader of JWT times fail", () => {
  assertProperty(property(array(string()), (parts) => jwtTimesOf(parts.join(".")) !== null));
});
