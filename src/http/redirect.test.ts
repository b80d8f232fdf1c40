import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { systemClock } from "../ground/index.ts";
import { HttpClient } from "./client.ts";
import type { HttpClientOptions } from "./http-client-options.ts";
import { redirectOf } from "./redirect.ts";

function clientOf(origin: string, more: Partial<HttpClientOptions> = {}): { client: HttpClient; recorded: Recorded } {
  const recorded = new Recorded();
  const timeouts = { requestTimeoutMs: 5000, connectTimeoutMs: 5000 };
  return { client: new HttpClient({ origin, ...timeouts, clock: systemClock, recorder: recorded, ...more }), recorded };
}

function redirect(status: number, location: string): string {
  return answerText("moved", `HTTP/1.1 ${status} Moved\r\nLocation: ${location}\r\n`);
}

test("the next request after a redirect follows RFC 9110", () => {
  const from = "http://a.test/one/two?x=1";
  const rows = [
    [301, "GET", "/three", "GET", "http://a.test/three", true],
    [301, "POST", "three", "GET", "http://a.test/one/three", false],
    [302, "PUT", "?y=2", "PUT", "http://a.test/one/two?y=2", true],
    [303, "PUT", "//b.test/", "GET", "http://b.test/", false],
    [303, "HEAD", "/", "HEAD", "http://a.test/", true],
    [307, "POST", "https://a.test/", "POST", "https://a.test/", true],
    [308, "DELETE", "..", "DELETE", "http://a.test/", true],
  ] as const;
  for (const [status, method, location, nextMethod, url, keepsBody] of rows) {
    const next = redirectOf(status, method, location, from);
    assert.deepEqual([next?.method, next?.url.href, next?.keepsBody], [nextMethod, url, keepsBody]);
  }
  for (const bad of ["http://", "ftp://a.test/", "javascript:1", "http://user:password@a.test/"]) {
    assert.equal(redirectOf(302, "GET", bad, from), null, bad);
  }
});

test("a redirect is followed, and the request is one sample under its own name", async () => {
  await using server = await answeringServer(({ path }) =>
    path === "/a" ? redirect(302, "/b") : path === "/b" ? redirect(301, "c?d") : answerText("here"),
  );
  const { client, recorded } = clientOf(server.origin, { bearer: () => "token" });
  const answer = await client.get("/a", { headers: { "X-Own": "1" } });
  client.stop();
  assert.deepEqual([answer.status, answer.text()], [200, "here"]);
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ["/a", "/b", "/c?d"],
  );
  assert.ok(server.requests.every(({ text }) => text.includes("Bearer token") && text.includes("X-Own: 1")));
  assert.equal(server.sockets.length, 1);
  const [sample] = recorded.samples;
  assert.deepEqual([recorded.samples.length, sample!.name, sample!.outcome], [1, "/a", "ok"]);
  assert.equal(
    sample!.bytesReceived,
    redirect(302, "/b").length + redirect(301, "c?d").length + answerText("here").length,
  );
});

test("a POST becomes a GET without its body after 302, and stays what it is after 307", async () => {
  await using server = await answeringServer(({ path }) =>
    path === "/302" || path === "/307" ? redirect(Number(path.slice(1)), "/next") : answerText(""),
  );
  const { client } = clientOf(server.origin);
  await client.post("/302", { json: { a: 1 } });
  await client.post("/307", { json: { a: 1 } });
  client.stop();
  const [, afterFound, , afterTemporary] = server.requests;
  assert.match(afterFound!.text, /^GET \/next /);
  assert.doesNotMatch(afterFound!.text, /content-/i);
  assert.match(afterTemporary!.text, /^POST \/next [^]*\r\nContent-Type: application\/json\r\n[^]*\{"a":1\}$/);
});

test("nothing that may be secret follows a redirect to another origin, nor back", async () => {
  await using other = await answeringServer(() => redirect(307, `${home.origin}/back`));
  await using home = await answeringServer(({ path }) =>
    path === "/a" ? redirect(307, other.origin) : answerText(""),
  );
  const headers = { Cookie: "session=1", "X-Api-Key": "k1", Host: "api.test", "User-Agent": "kit/1" };
  const { client } = clientOf(home.origin, { headers, bearer: () => "token" });
  const answer = await client.get("/a", {
    headers: { "Proxy-Authorization": "Basic abc", "X-Goog-Api-Key": "k2", "Accept-Language": "de" },
  });
  client.stop();
  assert.equal(answer.status, 200);
  assert.match(home.requests[0]!.text, /Bearer token/);
  for (const { text } of [other.requests[0]!, home.requests[1]!]) {
    assert.doesNotMatch(text, /authorization|cookie|key|api\.test/i);
    assert.match(text, /Host: 127\.0\.0\.1:\d+\r\nUser-Agent: kit\/1\r\n[^]*Accept-Language: de\r\n/);
  }
});

test("a request to another origin has no credentials but those it was given", async () => {
  await using other = await answeringServer(() => answerText("there"));
  await using home = await answeringServer(() => answerText(""));
  const { client } = clientOf(home.origin, {
    headers: { cookie: "session=1", "x-api-key": "k" },
    bearer: () => "token",
  });
  const answer = await client.get(`${other.origin}/x`, { name: "elsewhere" });
  await client.get(`${other.origin}/x`, { headers: { Authorization: "Bearer other" } });
  await client.get(`${home.origin}/x`);
  client.stop();
  assert.equal(answer.text(), "there");
  assert.doesNotMatch(other.requests[0]!.text, /authorization|cookie|key/i);
  assert.match(home.requests[0]!.text, /x-api-key: k/);
  assert.match(other.requests[1]!.text, /Authorization: Bearer other/);
  assert.match(home.requests[0]!.text, /Authorization: Bearer token/);
});

test("redirects without end or without a place to go are an http-error", async () => {
  await using server = await answeringServer(({ path }) => redirect(302, path === "/bad" ? "ftp://x/" : `${path}x`));
  const { client, recorded } = clientOf(server.origin);
  await client.get("/a");
  await client.get("/bad");
  client.settle();
  client.stop();
  assert.equal(server.requests.length, 1 + 5 + 1);
  assert.deepEqual(
    recorded.samples.map(({ outcome, reason, status }) => [outcome, reason, status]),
    [
      ["http-error", "PICKUP_HTTP_TOO_MANY_REDIRECTS", 302],
      ["http-error", "PICKUP_HTTP_BAD_REDIRECT", 302],
    ],
  );
});

test("neither a redirect nor an absolute address leads to a host that may not be loaded", async () => {
  await using server = await answeringServer(() => redirect(302, "http://somewhere.invalid/x"));
  const { client, recorded } = clientOf(server.origin, { allowedHosts: [] });
  const answer = await client.get("/a");
  await assert.rejects(client.get("http://somewhere.invalid/x"), { code: "PICKUP_HOST_NOT_ALLOWED" });
  client.settle();
  client.stop();
  assert.equal(answer.status, 302);
  assert.deepEqual(
    recorded.samples.map(({ outcome, reason }) => [outcome, reason]),
    [["http-error", "PICKUP_HTTP_REDIRECT_NOT_ALLOWED"]],
  );
});

test("with no redirects allowed the redirect is the answer", async () => {
  await using server = await answeringServer(() => redirect(302, "/b"));
  const { client } = clientOf(server.origin, { maxRedirects: 0 });
  const answer = await client.get("/a");
  client.stop();
  assert.deepEqual([answer.status, answer.outcome, answer.headers.get("location")], [302, "ok", "/b"]);
});
