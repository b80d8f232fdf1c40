import assert from "node:assert/strict";
import { test } from "node:test";
import { pageServer } from "../../test/support/page-server.ts";
import { hostNameOf, knownHosts } from "./known-hosts.ts";

const stop = { version: 1, type: "stop", run: "r1" };
const asked = (headers: { readonly [name: string]: string }) => ({
  method: "POST" as const,
  url: "/api/run/stop",
  headers: { host: "127.0.0.1:8089", ...headers },
  payload: stop,
});

test("a foreign or null Origin is refused and changes nothing; the page's own and none at all are taken", async (t) => {
  const { app, asked: heard } = await pageServer(t);
  for (const origin of ["null", "https://evil.test", "http://127.0.0.1:9999", "http://localhost:8089", "file://"]) {
    const { statusCode } = await app.inject(asked({ origin }));
    assert.equal(statusCode, 403, origin);
  }
  assert.deepEqual(heard, []);
  assert.equal((await app.inject(asked({ origin: "http://127.0.0.1:8089" }))).statusCode, 202);
  assert.equal((await app.inject(asked({}))).statusCode, 202);
  assert.deepEqual(heard, ["stop r1", "stop r1"]);
});

test("a Host that is not this server's name is refused, whatever the Origin, also for reading", async (t) => {
  const { app, asked: heard } = await pageServer(t, { allowedHosts: ["load.example.test"] });
  for (const host of ["evil.test", "evil.test:8089", "127.0.0.1.evil.test", "user@127.0.0.1", "10.0.0.1"]) {
    const { statusCode } = await app.inject(asked({ host, origin: `http://${host}` }));
    assert.equal(statusCode, 403, host);
    assert.equal((await app.inject({ url: "/api/poll", headers: { host } })).statusCode, 403, host);
  }
  for (const host of ["localhost:1", "127.0.0.1", "[::1]:8089", "LOAD.example.test"]) {
    assert.equal((await app.inject(asked({ host }))).statusCode, 202, host);
  }
  assert.equal(heard.length, 4);
});

test("a server that listens for others knows its own addresses and none beside them", () => {
  const isKnown = knownHosts("0.0.0.0", []);
  assert.ok(isKnown("127.0.0.1:8089"));
  assert.equal(isKnown("198.51.100.7"), false);
  assert.deepEqual([isKnown(undefined), isKnown("")], [false, false]);
  assert.equal(hostNameOf("[FE80::1]:80"), "fe80::1");
});

test("every answer carries a policy that allows no inline script, and none lets another site read", async (t) => {
  const { app } = await pageServer(t);
  for (const url of ["/api/page", "/api/poll", "/metrics", "/stats/requests", "/nowhere", "/stats/requests/csv"]) {
    const { headers } = await app.inject({ url, headers: { host: "localhost" } });
    assert.match(String(headers["content-security-policy"]), /script-src 'self';.*frame-ancestors 'none'/);
    assert.doesNotMatch(String(headers["content-security-policy"]), /unsafe/);
    assert.equal(headers["access-control-allow-origin"], undefined);
    assert.equal(headers["x-content-type-options"], "nosniff");
  }
});

test("what changes something is not to be had by GET, and Locust's two only when they are wanted, and not across sites", async (t) => {
  const host = "localhost";
  const closed = await pageServer(t);
  for (const url of ["/api/run/stop", "/api/run/start", "/swarm", "/stop", "/stats/reset"]) {
    assert.equal((await closed.app.inject({ url, headers: { host } })).statusCode, 404, url);
  }
  assert.deepEqual(closed.asked, []);
  const open = await pageServer(t, { locustCompat: true });
  for (const url of ["/stop", "/stats/reset"]) {
    const foreign = { host, "sec-fetch-site": "cross-site" };
    assert.equal((await open.app.inject({ url, headers: foreign })).statusCode, 403, url);
    assert.equal((await open.app.inject({ url, headers: { host } })).statusCode, 200, url);
  }
  assert.equal(open.asked.length, 2);
});
