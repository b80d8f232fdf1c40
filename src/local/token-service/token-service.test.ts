import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import {
  type KitError,
  RandomStream,
  resolveOptions,
  seedKeyOf,
  systemClock,
  VirtualClock,
} from "../../ground/index.ts";
import { TokenPool, tokenOptions, type TokenOptionValues, tokenSettingsOf, tokenSource } from "../../tokens/index.ts";
import { until } from "../../../test/support/processes.ts";
import { tokenIssuer } from "./token-issuer.ts";
import { startTokenService, type TokenServiceOptions } from "./token-service.ts";

const client = { id: "kit", secret: "p:ä ss%" };
const environment = { PICKUP_OAUTH_CLIENT_ID: client.id, PICKUP_OAUTH_CLIENT_SECRET: client.secret };

async function start(t: TestContext, options: Partial<TokenServiceOptions> = {}) {
  const service = await startTokenService({ port: 0, ...options });
  t.after(() => service.close());
  return service;
}

async function sourceOf(t: TestContext, localUrl: string, flags: { [name: string]: string | undefined } = {}) {
  const values: TokenOptionValues = resolveOptions(tokenOptions, { flags, environment: {} }).values;
  const source = tokenSource(await tokenSettingsOf(values, { environment, folder: "/", localUrl }), systemClock);
  t.after(() => source.close?.());
  return source;
}

async function verified(url: string, token: string) {
  const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
  return jwtVerify(token, keys, { issuer: tokenIssuer, algorithms: ["ES256"] });
}

const payloadOf = (user: object, productCode = "hboMax") => ({
  testParameters: { productCode, additionalTokenPropertyData: { market: "us", ...user } },
});
const ann = { userId: "ann", hurleyAccountId: "ann", hurleyProfileId: "ann", streamTrackingId: "ann" };

async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { method: "POST", body, headers });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

for (const flags of [
  {},
  { oauthGrant: "token-exchange" },
  { oauthGrant: "token-exchange", oauthAuthentication: "body" },
]) {
  test(`a user's token by ${JSON.stringify(flags)} names that user and verifies against the published keys`, async (t) => {
    const { url } = await start(t, { lifetimeSeconds: 120, client });
    const source = await sourceOf(t, url, flags);
    for (const user of ["PICKUP-LT-1", "PICKUP-LT-2"]) {
      const { value, expiresAtMs } = await source.fetch(user);
      const { payload } = await verified(url, value);
      assert.equal(payload.sub, user);
      assert.equal(payload.exp! - payload.iat!, 120);
      assert.ok(Math.abs(expiresAtMs! - payload.exp! * 1000) <= 1000);
    }
  });
}

test("a new key takes over the signing, and the old one is published as long as its tokens live", async () => {
  const clock = new VirtualClock(Date.now());
  const options = { port: 0, lifetimeSeconds: 60, rotateKeyMs: 40_000, clock };
  const service = await startTokenService(options);
  const publishedKids = async () => {
    const { keys } = (await (await fetch(`${service.url}/.well-known/jwks.json`)).json()) as {
      keys: { kid: string }[];
    };
    return keys.map(({ kid }) => kid);
  };
  const [first] = await publishedKids();
  await clock.advance(40_000);
  await until("a second key is published", async () => (await publishedKids()).length === 2);
  const [second, old] = await publishedKids();
  assert.equal(old, first);
  assert.notEqual(second, first);
  await clock.advance(59_999);
  assert.ok((await publishedKids()).includes(first!));
  await clock.advance(1);
  await until("the first key is gone", async () => !(await publishedKids()).includes(first!));
  await service.close();
});

test("client_credentials gives a token of the client itself", async (t) => {
  const { url } = await start(t, { client });
  const { value } = await (await sourceOf(t, url, { oauthGrant: "client-credentials" })).fetch("ignored");
  assert.equal((await verified(url, value)).payload.sub, "kit");
});

test("a payload may be posted to any path, and its productCode is a claim", async (t) => {
  const { url } = await start(t);
  const answer = await post(`${url}/v2/token`, JSON.stringify(payloadOf(ann, "max")), {
    "content-type": "application/json",
  });
  assert.deepEqual([answer.status, answer.body["expires_in"]], [200, 3600]);
  const { sub, productCode } = decodeJwt(String(answer.body["encryptedToken"]));
  assert.deepEqual([sub, productCode], ["ann", "max"]);
});

const badPayloads: [name: string, body: string, code: string, message: RegExp][] = [
  ["no JSON", "{", "INVALID_PAYLOAD", /JSON/],
  ["nothing in it", "{}", "INVALID_PAYLOAD", /testParameters/],
  [
    "no account",
    JSON.stringify(payloadOf({ ...ann, hurleyAccountId: undefined })),
    "INVALID_PAYLOAD",
    /hurleyAccountId/,
  ],
  ["an empty user", JSON.stringify(payloadOf({ ...ann, userId: "" })), "INVALID_PAYLOAD", /userId/],
  ["two users", JSON.stringify(payloadOf({ ...ann, streamTrackingId: "ben" })), "USER_MISMATCH", /streamTrackingId/],
];

for (const [name, body, code, message] of badPayloads) {
  test(`a payload with ${name} is refused with status 400 and a code`, async (t) => {
    const { url } = await start(t);
    const answer = await post(url, body, { "content-type": "application/json" });
    assert.deepEqual([answer.status, answer.body["code"]], [400, code]);
    assert.match(String(answer.body["message"]), message);
  });
}

const form = { "content-type": "application/x-www-form-urlencoded" };
const inBody = "client_id=kit&client_secret=p%3A%C3%A4+ss%25";
const exchange = `${inBody}&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange`;
const badForms: [name: string, body: string, headers: Record<string, string>, status: number, error: string][] = [
  ["no client", "grant_type=client_credentials", form, 401, "invalid_client"],
  ["a wrong secret", "grant_type=client_credentials&client_id=kit&client_secret=no", form, 401, "invalid_client"],
  [
    "a broken Basic header",
    "grant_type=client_credentials",
    { ...form, authorization: "Basic a2l0" },
    401,
    "invalid_client",
  ],
  ["a client that authenticates twice", inBody, { ...form, authorization: "Basic a2l0OmE=" }, 400, "invalid_request"],
  ["no grant", inBody, form, 400, "invalid_request"],
  ["another grant", `${inBody}&grant_type=password`, form, 400, "unsupported_grant_type"],
  ["no subject", exchange, form, 400, "invalid_request"],
  ["another kind of subject", `${exchange}&subject_token=ann&subject_token_type=x`, form, 400, "invalid_request"],
  ["JSON instead of a form", "{}", { "content-type": "application/json" }, 400, "invalid_request"],
];

for (const [name, body, headers, status, error] of badForms) {
  test(`a token request with ${name} is refused as ${error}`, async (t) => {
    const { url } = await start(t, { client });
    const answer = await post(`${url}/oauth/token`, body, headers);
    assert.deepEqual([answer.status, answer.body["error"]], [status, error]);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    if (status === 401) assert.match(answer.headers.get("www-authenticate")!, /^Basic/);
  });
}

test("the refusal of the service is one clear error of the token client", async (t) => {
  const { url } = await start(t, { client: { id: "kit", secret: "another" } });
  const source = await sourceOf(t, url, { oauthGrant: "token-exchange" });
  await assert.rejects(source.fetch("ann"), (error: KitError) => {
    assert.equal(
      error.message,
      `the token service ${url}/oauth/token refused a token: status 401, error invalid_client`,
    );
    assert.equal(error.exitCode, 4);
    return true;
  });
});

test("a service with a key file that comes back keeps its key, and tokens of before still verify", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "pickup-key-"));
  t.after(() => rm(folder, { recursive: true }));
  const keyFile = join(folder, "deep", "key.pem");
  const first = await startTokenService({ port: 0, keyFile });
  const { value } = await (await sourceOf(t, first.url)).fetch("ann");
  await first.close();
  assert.equal((await stat(keyFile)).mode & 0o777, 0o600);
  const { url } = await start(t, { keyFile });
  assert.equal((await verified(url, value)).payload.sub, "ann");
  const signedHere = await sourceOf(t, url, { signWith: keyFile, signIssuer: tokenIssuer });
  assert.equal((await verified(url, (await signedHere.fetch("ben")).value)).payload.sub, "ben");
});

test("a service without a key file has another key each time", async (t) => {
  const kids = await Promise.all(
    [1, 2].map(
      async () => decodeProtectedHeader((await (await sourceOf(t, (await start(t)).url)).fetch("x")).value).kid,
    ),
  );
  assert.notEqual(kids[0], kids[1]);
});

test("users of a pool live through an outage of the service and recover when it is back", async (t) => {
  const clock = new VirtualClock(Date.now());
  const first = await startTokenService({ port: 0, lifetimeSeconds: 60, clock });
  const port = Number(new URL(first.url).port);
  const source = await sourceOf(t, first.url);
  const failures: string[] = [];
  const pool = new TokenPool(source, {
    clock,
    random: new RandomStream(seedKeyOf("outage"), 0),
    recorder: { fetched: () => undefined, failed: ({ code }) => failures.push(code) },
  });
  const before = await pool.tokenOf("ann");
  await first.close();
  await clock.advance(50_000);
  assert.equal(await pool.tokenOf("ann"), before);
  await clock.advance(11_000);
  await assert.rejects(async () => pool.tokenOf("ann"), { code: "PICKUP_TOKEN_SERVICE_UNREACHABLE" });
  assert.ok(failures.length > 0);
  await start(t, { port, clock });
  const recovering = pool.tokenOf("ann");
  await clock.advance(4000);
  assert.equal((await verified(first.url, await recovering)).payload.sub, "ann");
  assert.notEqual(pool.tokenOf("ann"), before);
});

test("a taken port and a file that is no key are clear errors before anything listens", async (t) => {
  const { url } = await start(t);
  const port = Number(new URL(url).port);
  await assert.rejects(startTokenService({ port }), {
    code: "PICKUP_PORT_UNUSABLE",
    exitCode: 2,
    message: `port ${port} of 127.0.0.1 for the token service is taken`,
  });
  const folder = await mkdtemp(join(tmpdir(), "pickup-key-"));
  t.after(() => rm(folder, { recursive: true }));
  const keyFile = join(folder, "key.pem");
  await writeFile(keyFile, "not a key");
  await assert.rejects(startTokenService({ port: 0, keyFile }), { code: "PICKUP_TOKEN_KEY_UNUSABLE", exitCode: 2 });
  assert.equal(await readFile(keyFile, "utf8"), "not a key");
});

test("anything but POST is not found, with a code", async (t) => {
  const { url } = await start(t);
  const answer = await fetch(`${url}/token`);
  assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [404, "NOT_FOUND"]);
});
