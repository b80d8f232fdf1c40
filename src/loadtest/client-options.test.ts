import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { KeptBodies } from "../http/index.ts";
import { clientOptionsOf } from "./client-options.ts";
import { problemsOf } from "./check-load-test.ts";
import { constant } from "../engine/index.ts";
import { defineLoadTest } from "./define.ts";

const http = {
  requestTimeoutMs: 1,
  connectTimeoutMs: 2,
  maxBodyBytes: 3,
  keptBodyBytes: 4,
  maxRedirects: 4,
  authorization: "Basic eDp5",
  tls: { isInsecure: true },
  localAddresses: [],
  proxies: { http: null, https: null, except: [] },
};
const told = { host: "https://api.test", userAgent: "kit/1", runId: "run-1", http, traceSample: 0 };
const run = { "user-agent": "kit/1", "x-load-test-run": "run-1" };

test("what the run and the user type say reaches every client, and users of a type share it", () => {
  const clock = new VirtualClock();
  const optionsOf = clientOptionsOf(told, clock);
  const [plain, own] = [{}, { headers: { AUTHORIZATION: "Own", "x-a": "1" }, cookies: true }];
  const { authorization, localAddresses: _none, keptBodyBytes, ...connecting } = http;
  const none = { lease: undefined, spares: undefined, traceparent: undefined };
  const same = { origin: told.host, ...connecting, clock, keptBodies: new KeptBodies(keptBodyBytes), ...none };
  assert.deepEqual(optionsOf(plain), { ...same, headers: { ...run, authorization }, cookies: false });
  assert.deepEqual(optionsOf(own), { ...same, headers: { ...run, ...own.headers }, cookies: true });
  assert.equal(optionsOf(own).headers, optionsOf(own).headers);
});

test("users take the local addresses in turn", () => {
  const localAddresses = ["127.0.0.2", "127.0.0.3"];
  const optionsOf = clientOptionsOf({ ...told, http: { ...http, localAddresses } }, new VirtualClock());
  const type = {};
  const given = Array.from({ length: 5 }, () => optionsOf(type));
  assert.deepEqual(
    given.map(({ localAddress }) => localAddress),
    ["127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3", "127.0.0.2"],
  );
  assert.equal(given[0], given[2]);
});

test("a user type says of its cookies true or false", () => {
  const withCookies = (cookies: unknown) =>
    problemsOf(defineLoadTest({ users: { a: { wait: constant(1), tasks: { b() {} }, cookies: cookies as boolean } } }));
  assert.deepEqual([withCookies(true), withCookies(undefined)], [[], []]);
  assert.deepEqual(withCookies("yes"), ["`users.a.cookies` is neither true nor false"]);
});

test("a test file says of HTTP its version, 1 or 2", () => {
  const withHttp = (http: unknown) =>
    problemsOf(defineLoadTest({ users: { a: { wait: constant(1), tasks: { b() {} } } }, http: http as object }));
  assert.deepEqual([withHttp({ version: 2 }), withHttp({}), withHttp(undefined)], [[], [], []]);
  assert.deepEqual(withHttp(2), ["`http` is no object such as { version: 2 }"]);
  assert.deepEqual(withHttp({ version: "2", versoin: 2 }), [
    "`http.versoin` is an unknown field; known are version",
    "`http.version` is 2: it must be 1 or 2",
  ]);
});
