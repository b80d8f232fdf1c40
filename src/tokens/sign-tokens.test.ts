import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { jwtVerify } from "jose";
import { systemClock } from "../ground/index.ts";
import type { CollectionProgress } from "./collect-tokens.ts";
import { signTokens } from "./sign-tokens.ts";
import type { SigningSettings } from "./token-settings.ts";

const users = 1500;
const dataset = {
  users,
  idOf: (user: number) => `u-${user}`,
  indexOf: (id: string) => (/^u-\d+$/.test(id) ? Number(id.slice(2)) : -1),
};
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const settings: SigningSettings = {
  kind: "sign",
  algorithm: "ES256",
  key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  keyId: null,
  issuer: null,
  audience: null,
  lifetimeMs: 3_600_000,
};

function scene(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "pickup-sign-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "tokens.jsonl");
  const end = new AbortController();
  const sign = (observe: (progress: CollectionProgress) => void = () => undefined) =>
    signTokens({ dataset, settings, path, clock: systemClock, interrupted: end.signal, observe, threads: 2 });
  const lines = () =>
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { userId: string; token: string; expiresAt: string });
  return { path, end, sign, lines };
}

test("every user's token is signed once, by all threads, into a file of its owner only", async (t) => {
  const { path, sign, lines } = scene(t);
  const { fetched, kept, failed, interrupted } = await sign();
  assert.deepEqual([fetched, kept, failed, interrupted], [users, 0, 0, false]);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(new Set(lines().map(({ userId }) => userId)).size, users);
  assert.equal(lines().length, users);
  const { userId, token, expiresAt } = lines()[users - 1]!;
  const { payload } = await jwtVerify(token, createPublicKey(privateKey), { algorithms: ["ES256"] });
  assert.equal(payload.sub, userId);
  assert.equal(payload.exp! * 1000, Date.parse(expiresAt));
});

test("a second run signs only what is missing, and nothing where nothing is", async (t) => {
  const { path, sign, lines } = scene(t);
  await sign();
  const whole = readFileSync(path, "utf8").trim().split("\n");
  // As the death of the process leaves it: some lines, and the beginning of one.
  writeFileSync(path, `${whole.slice(0, 1000).join("\n")}\n${whole[1000]!.slice(0, 40)}`);
  const { fetched, kept } = await sign();
  assert.deepEqual([fetched, kept], [500, 1000]);
  assert.equal(new Set(lines().map(({ userId }) => userId)).size, users);
  assert.equal((await sign()).fetched, 0);
});

test("an interruption ends the signing, with what was signed in the file", async (t) => {
  const { end, sign, lines } = scene(t);
  end.abort();
  assert.deepEqual(await sign().then(({ fetched, interrupted }) => [fetched, interrupted]), [0, true]);
  const rest = scene(t);
  const ended = rest.sign(({ fetched }) => fetched > 0 && rest.end.abort());
  const { fetched } = await ended;
  assert.equal(rest.lines().length, fetched);
  assert.throws(lines, { code: "ENOENT" });
});
