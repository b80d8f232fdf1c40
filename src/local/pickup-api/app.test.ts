import assert from "node:assert/strict";
import { after, test } from "node:test";
import { SignJWT } from "jose";
import { VirtualClock } from "../../ground/index.ts";
import { openSigningKey } from "../token-service/signing-key.ts";
import { startTokenService } from "../token-service/token-service.ts";
import type { Access } from "./access-log.ts";
import { defaultApiSettings } from "./api-settings.ts";
import { type ApiParts, pickupApi } from "./app.ts";
import { bearerOf } from "./bearer.ts";
import { honestHistorian } from "./historian.ts";
import { type MarkerStore, type StoredMarker, StoreUnavailable } from "./marker-store.ts";
import { MarkerWriter } from "./marker-writer.ts";
import { noWriteLog } from "./write-log.ts";

const startMs = Date.parse("2026-11-23T12:00:00Z");
const clock = new VirtualClock(startMs);
const tokens = await startTokenService({ port: 0, lifetimeSeconds: 60, clock });
after(() => tokens.close());

async function tokenOf(userId: string): Promise<string> {
  const data = { userId, hurleyAccountId: userId, hurleyProfileId: userId, streamTrackingId: userId };
  const payload = { testParameters: { productCode: "hboMax", additionalTokenPropertyData: data } };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(tokens.url, { method: "POST", headers, body: JSON.stringify(payload) });
  return ((await answer.json()) as { encryptedToken: string }).encryptedToken;
}

/** A store that holds one marker for each profile, whose URN repeats the profile's key. */
const mirror = storeThatAnswers(async (profileKey) => [markerAt(startMs, profileKey)]);

function storeThatAnswers(markersOf: MarkerStore["markersOf"]): MarkerStore {
  const unused = () => Promise.reject(new Error("not asked here"));
  return { markersOf, markerOf: unused, put: unused, close: () => undefined };
}

function markerAt(timeMs: number, parent: string): StoredMarker {
  return { parent, asset: null, position: 500, runtime: 5000, timeMs, ttlSeconds: null, done: false, showcw: true };
}

function apiWith(parts: Partial<ApiParts> = {}) {
  const { store = mirror } = parts;
  return pickupApi({
    store,
    writer: new MarkerWriter({ store, clock, ...writtenAtOnce }),
    historian: honestHistorian,
    catalogue: { parentOf: async (id) => id },
    authenticate: bearerOf(`${tokens.url}/.well-known/jwks.json`, clock),
    settings: () => defaultApiSettings,
    productCode: "hboMax",
    clock,
    log: () => undefined,
    ...parts,
  });
}

const writtenAtOnce = {
  visibleAfterMs: 0,
  crashAfterWrites: null,
  writeLog: noWriteLog,
  log: () => undefined,
  crash: () => undefined,
};

function ask(api: ReturnType<typeof apiWith>, token: string | undefined) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return api.inject({ method: "GET", url: "/continuewatchinghistory", headers });
}

test("a user is answered with the history of the profile that the token names", async () => {
  const answer = await ask(apiWith(), await tokenOf("u-1"));
  assert.equal(answer.statusCode, 200);
  assert.match(String(answer.headers["content-type"]), /^application\/json/);
  assert.deepEqual(answer.json(), {
    continueWatching: [{ id: "u-1:hboMax", created: "2026-11-23T12:00:00Z", position: 500, runtime: 5000 }],
  });
});

test("the product code is part of the profile", async () => {
  const answer = await ask(apiWith({ productCode: "other" }), await tokenOf("u-1"));
  assert.equal(answer.json().continueWatching[0].id, "u-1:other");
});

test("settings are looked up for every request", async () => {
  let settings = defaultApiSettings;
  const api = apiWith({ settings: () => settings });
  const token = await tokenOf("u-1");
  assert.equal((await ask(api, token)).json().continueWatching.length, 1);
  settings = { ...settings, continueWatchingLimit: 0 };
  assert.equal((await ask(api, token)).json().continueWatching.length, 0);
});

test("a token that is missing, cut, forged, of another key, or without a subject is answered with 401", async () => {
  const api = apiWith();
  const token = await tokenOf("u-1");
  const forged = token.replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"u-2"}').toString("base64url")}.`);
  const { privateKey, publicJwk } = await openSigningKey(null);
  const signed = new SignJWT({ sub: "u-1" }).setProtectedHeader({ alg: "ES256", kid: publicJwk.kid });
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${token.split(".")[1]}.`;
  const others = [token.slice(0, -3), forged, await signed.sign(privateKey), unsigned, "nonsense"];
  const missing = await ask(api, undefined);
  assert.deepEqual([missing.statusCode, missing.json().code], [401, "TOKEN_MISSING"]);
  assert.equal(missing.headers["www-authenticate"], "Bearer");
  for (const other of others) {
    const answer = await ask(api, other);
    assert.deepEqual([answer.statusCode, answer.json().code], [401, "TOKEN_INVALID"], other);
    assert.deepEqual(Object.keys(answer.json()), ["code", "message"]);
  }
});

test("a token is refused once it has expired", async () => {
  const api = apiWith();
  const token = await tokenOf("u-1");
  await clock.advance(59_000);
  assert.equal((await ask(api, token)).statusCode, 200);
  await clock.advance(2_000);
  const answer = await ask(api, token);
  assert.deepEqual([answer.statusCode, answer.json().code], [401, "TOKEN_EXPIRED"]);
});

test("a token that was verified a moment ago is taken again without its keys, and refused once it has expired", async () => {
  const service = await startTokenService({ port: 0, lifetimeSeconds: 5, clock });
  const api = apiWith({ authenticate: bearerOf(`${service.url}/.well-known/jwks.json`, clock) });
  const headers = { "content-type": "application/x-www-form-urlencoded", authorization: `Basic ${btoa("u-1:secret")}` };
  const body = "grant_type=client_credentials";
  const given = await fetch(`${service.url}/oauth/token`, { method: "POST", headers, body });
  const { access_token: token } = (await given.json()) as { access_token: string };
  assert.equal((await ask(api, token)).statusCode, 200);
  await service.close();
  await clock.advance(4_000);
  assert.equal((await ask(api, token)).statusCode, 200);
  await clock.advance(2_000);
  assert.equal((await ask(api, token)).statusCode, 401);
});

test("while the keys cannot be had, nobody is called unauthorized", async () => {
  const api = apiWith({ authenticate: bearerOf("http://127.0.0.1:1/.well-known/jwks.json", clock) });
  const answer = await ask(api, await tokenOf("u-1"));
  assert.deepEqual([answer.statusCode, answer.json().code], [503, "KEYS_UNAVAILABLE"]);
});

test("a store that is down is a 503 with its reason; any other failure is a 500 and logged", async () => {
  const token = await tokenOf("u-1");
  const failing = (error: Error) => storeThatAnswers(() => Promise.reject(error));
  const down = apiWith({ store: failing(new StoreUnavailable("TABLE_ABSENT", "there is no table t", null)) });
  const absent = await ask(down, token);
  assert.equal(absent.statusCode, 503);
  assert.deepEqual(absent.json(), { code: "TABLE_ABSENT", message: "there is no table t" });
  const lines: string[] = [];
  const broken = apiWith({ store: failing(new Error("no usable time")), log: (line) => lines.push(line) });
  const failed = await ask(broken, token);
  assert.deepEqual([failed.statusCode, failed.json().code, lines.length], [500, "INTERNAL", 1]);
});

test("every request is logged with its user, and without one where the token was refused", async () => {
  const accesses: Access[] = [];
  const accessLog = { write: (access: Access) => accesses.push(access), close: async () => undefined };
  const api = apiWith({ accessLog });
  await ask(api, await tokenOf("u-7"));
  await ask(api, "nonsense");
  assert.deepEqual(
    accesses.map(({ sub, status, method, path }) => [sub, status, method, path]),
    [
      ["u-7", 200, "GET", "/continuewatchinghistory"],
      [null, 401, "GET", "/continuewatchinghistory"],
    ],
  );
  assert.equal(accesses[0]!.time, new Date(clock.wallNow()).toISOString());
});

test("the API describes itself, tells its health, and answers other paths with 404 in its own form", async () => {
  const api = apiWith();
  const described = (await api.inject("/openapi.json")).json();
  assert.equal(described.openapi, "3.1.0");
  assert.deepEqual(Object.keys(described.paths), [
    "/continuewatchinghistory",
    "/markers/{id}",
    "/markers/{ids}",
    "/health",
  ]);
  assert.deepEqual((await api.inject("/health")).json(), { status: "ok" });
  const lost = await api.inject("/nowhere");
  assert.deepEqual([lost.statusCode, lost.json().code], [404, "NOT_FOUND"]);
});
