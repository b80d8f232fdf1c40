import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { VirtualClock } from "../ground/index.ts";
import { readSigningKey } from "./signing-key.ts";
import { SigningSource } from "./signing-source.ts";
import type { SignatureAlgorithm } from "./token-settings.ts";

const nowMs = Date.UTC(2026, 0, 1, 0, 0, 0, 400);

async function fileWith(t: TestContext, content: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pickup-key-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "key");
  await writeFile(file, content);
  return file;
}

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }) as string;
}

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed = generateKeyPairSync("ed25519");
const secret = randomBytes(48).toString("base64url");

const keys: { algorithm: SignatureAlgorithm; content: string; verifyWith: KeyObject | Uint8Array }[] = [
  { algorithm: "ES256", content: pemOf(ec.privateKey), verifyWith: ec.publicKey },
  { algorithm: "RS256", content: pemOf(rsa.privateKey), verifyWith: rsa.publicKey },
  { algorithm: "EdDSA", content: pemOf(ed.privateKey), verifyWith: ed.publicKey },
  { algorithm: "HS256", content: `${secret}\n`, verifyWith: Buffer.from(secret) },
];

for (const { algorithm, content, verifyWith } of keys) {
  test(`a token signed with ${algorithm} is accepted by jose, with the user as its subject`, async (t) => {
    const clock = new VirtualClock(nowMs);
    const key = await readSigningKey(await fileWith(t, content), algorithm === "HS256" ? algorithm : null);
    assert.equal(key.algorithm, algorithm);
    const claims = { keyId: "k1", issuer: "kit", audience: "pickup", lifetimeMs: 90_000 };
    const source = new SigningSource({ kind: "sign", ...key, ...claims }, clock);
    const { value, expiresAtMs } = await source.fetch("PICKUP-LT-ü");
    const options = { algorithms: [algorithm], issuer: "kit", audience: "pickup", currentDate: new Date(nowMs) };
    const { payload, protectedHeader } = await jwtVerify(value, verifyWith, options);
    assert.deepEqual(protectedHeader, { alg: algorithm, typ: "JWT", kid: "k1" });
    const issuedAt = Math.floor(nowMs / 1000);
    assert.deepEqual(payload, { sub: "PICKUP-LT-ü", iss: "kit", aud: "pickup", iat: issuedAt, exp: issuedAt + 90 });
    assert.equal(expiresAtMs, (issuedAt + 90) * 1000);
  });
}

test("key id, issuer and audience are left out when they are not given", async (t) => {
  const key = await readSigningKey(await fileWith(t, pemOf(ec.privateKey)), "ES256");
  const bare = { keyId: null, issuer: null, audience: null, lifetimeMs: 1000 };
  const { value } = await new SigningSource({ kind: "sign", ...key, ...bare }, new VirtualClock(nowMs)).fetch("x");
  assert.deepEqual(decodeProtectedHeader(value), { alg: "ES256", typ: "JWT" });
  assert.deepEqual(Object.keys(decodeJwt(value)), ["sub", "iat", "exp"]);
});

test("a key in the older EC format is read as well", async (t) => {
  const sec1 = ec.privateKey.export({ type: "sec1", format: "pem" });
  assert.equal((await readSigningKey(await fileWith(t, sec1 as string), null)).algorithm, "ES256");
});

const badKeys: { name: string; content: () => string; wanted?: SignatureAlgorithm; message: RegExp }[] = [
  { name: "a short secret", content: () => "hunter2\n", wanted: "HS256", message: /has 7 bytes; HS256 needs 32$/ },
  { name: "an empty file", content: () => "", message: /is not PEM; a secret is used with --alg HS256 only$/ },
  { name: "a secret that nobody asked for", content: () => secret, message: /is not PEM; a secret is used with/ },
  {
    name: "a private key as a secret",
    content: () => pemOf(ec.privateKey),
    wanted: "HS256",
    message: /is PEM, not a secret for HS256$/,
  },
  {
    name: "a public key",
    content: () => ec.publicKey.export({ type: "spki", format: "pem" }) as string,
    message: /holds no private key$/,
  },
  {
    name: "a key with a passphrase",
    content: () =>
      ec.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }) as string,
    message: /is no private key that can be read without a passphrase$/,
  },
  {
    name: "another curve",
    content: () => pemOf(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey),
    message: /lies on the curve secp384r1; ES256 needs P-256$/,
  },
  {
    name: "a small RSA key",
    content: () => pemOf(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey),
    message: /has 1024 bits; RS256 needs 2048$/,
  },
  {
    name: "a key for something else",
    content: () => pemOf(generateKeyPairSync("x25519").privateKey),
    message: /is a key of the type x25519$/,
  },
  {
    name: "an algorithm that does not fit",
    content: () => pemOf(ec.privateKey),
    wanted: "RS256",
    message: /is a key for ES256, not for RS256$/,
  },
];

for (const { name, content, wanted, message } of badKeys) {
  test(`${name} is refused as a signing key in one clear line`, async (t) => {
    const file = await fileWith(t, content());
    await assert.rejects(readSigningKey(file, wanted ?? null), {
      code: "PICKUP_SIGNING_KEY_INVALID",
      exitCode: 2,
      message,
    });
  });
}

test("a signing key that is not there is named with the reason", async () => {
  await assert.rejects(readSigningKey("/nowhere/key.pem", null), {
    code: "PICKUP_SIGNING_KEY_UNREADABLE",
    exitCode: 2,
    message: "the signing key /nowhere/key.pem cannot be read: ENOENT",
  });
});
