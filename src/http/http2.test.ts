import assert from "node:assert/strict";
import { constants } from "node:http2";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { http2Server, type StreamRequest } from "../../test/support/http2-server.ts";
import { needs } from "../../test/support/needs.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { selfSigned } from "../../test/support/self-signed.ts";
import { tunnellingProxy } from "../../test/support/tunnelling-proxy.ts";
import { RandomStream, seedKeyOf, systemClock, VirtualClock } from "../ground/index.ts";
import { HttpClient } from "./client.ts";
import type { HttpClientOptions } from "./http-client-options.ts";
import { reach } from "./reach.ts";

const openssl = needs("openssl");

function clientOf(origin: string, more: Partial<HttpClientOptions> = {}): { client: HttpClient; recorded: Recorded } {
  const recorded = new Recorded();
  const timeouts = { requestTimeoutMs: 5000, connectTimeoutMs: 5000 };
  const client = new HttpClient({
    origin,
    ...timeouts,
    clock: systemClock,
    recorder: recorded,
    version: 2,
    ...more,
  });
  return { client, recorded };
}

function answerWith(body: string | Buffer, fields: { readonly [name: string]: string | string[] } = {}) {
  return ({ stream }: StreamRequest) => {
    stream.respond({ ":status": 200, ...fields });
    stream.end(body);
  };
}

const echo = (request: StreamRequest) => answerWith(request.path)(request);

async function untilSeen(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test("requests are written as HTTP/2 wants them, over one session", async () => {
  await using server = await http2Server((request) => {
    const { stream } = request;
    let body = "";
    stream.on("data", (bytes: Buffer) => (body += bytes.toString()));
    stream.on("end", () => answerWith(body, { "set-cookie": ["a=1", "b=2"], "x-name": "value" })(request));
  });
  const { client } = clientOf(`${server.origin}/base/`, {
    headers: { "User-Agent": "kit/1", Connection: "keep-alive" },
    bearer: () => "token-1",
  });
  const answer = await client.post("/text?x=%20y", { body: "grüße 🎬", headers: { "X-Own": "1" } });
  await client.get("/again", { headers: { Host: "other.example" } });
  client.stop();
  assert.deepEqual([answer.status, answer.text(), answer.outcome], [200, "grüße 🎬", "ok"]);
  assert.deepEqual([answer.headers.get("X-Name"), answer.headers.get("set-cookie")], ["value", "a=1, b=2"]);
  assert.equal(server.sessions.length, 1);
  const seen = server.requests.map(({ headers }) => Object.fromEntries(Object.entries(headers)));
  assert.deepEqual(seen[0], {
    ":method": "POST",
    ":path": "/base/text?x=%20y",
    ":scheme": "http",
    ":authority": `127.0.0.1:${server.port}`,
    "user-agent": "kit/1",
    "x-own": "1",
    authorization: "Bearer token-1",
    "content-length": String(Buffer.byteLength("grüße 🎬")),
  });
  assert.equal(seen[1]![":authority"], "other.example");
});

test("a head without a body, an empty answer, a packed one and a large one arrive as over HTTP/1.1", async () => {
  const large = "a body ".repeat(500_000);
  await using server = await http2Server((request) => {
    const { stream, path } = request;
    if (path === "/none") stream.respond({ ":status": 204 }, { endStream: true });
    else if (path === "/head") stream.respond({ ":status": 200, "content-length": "5" }, { endStream: true });
    else if (path === "/packed") answerWith(brotliCompressSync(large), { "content-encoding": "br" })(request);
    else answerWith(large)(request);
  });
  const { client } = clientOf(server.origin);
  assert.deepEqual((await client.get("/none")).status, 204);
  const head = await client.head("/head");
  assert.deepEqual([head.outcome, head.bytes.length, head.headers.get("content-length")], ["ok", 0, "5"]);
  assert.equal((await client.get("/packed")).text(), large);
  const first = await client.get("/large");
  assert.equal(first.text(), large);
  client.stop();
});

test("an unchanged body is the same object", async () => {
  await using server = await http2Server(answerWith("same"));
  const { client } = clientOf(server.origin);
  const first = await client.get("/");
  const second = await client.get("/");
  client.stop();
  assert.equal(second.bytes, first.bytes);
});

test("over TLS the protocol is agreed by ALPN, and connecting is timed once", openssl, async () => {
  const { key, cert } = selfSigned();
  await using server = await http2Server(echo, { key, cert });
  const { client, recorded } = clientOf(server.origin, { tls: { ca: cert } });
  const [first] = await Promise.all([client.get("/a"), client.get("/b")]);
  const later = await client.get("/c");
  client.stop();
  assert.deepEqual([first.text(), later.text()], ["/a", "/c"]);
  assert.ok(first.timings.tlsMs > 0);
  assert.equal(later.timings.tlsMs, 0);
  assert.equal(server.sessions.length, 1);
  assert.equal(recorded.samples.length, 3);
  const strict = clientOf(server.origin);
  assert.equal((await strict.client.get("/")).reason, "DEPTH_ZERO_SELF_SIGNED_CERT");
  strict.client.stop();
});

test("a server that speaks only HTTP/1.1 is a connection-error that says so", openssl, async () => {
  const { key, cert } = selfSigned();
  for (const tls of [undefined, { key, cert }, { key, cert, ALPNProtocols: ["http/1.1"] }]) {
    await using server = await answeringServer(() => answerText("one"), tls);
    const settings = { tls: { ca: cert } };
    const { client } = clientOf(server.origin, settings);
    server.sockets.length = 0;
    const asked = client.get("/");
    // In clear text it answers the preface with something else.
    if (tls === undefined) {
      await untilSeen(() => server.sockets.length > 0);
      server.sockets[0]!.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    }
    const answer = await asked;
    client.stop();
    assert.deepEqual([answer.outcome, answer.reason], ["connection-error", "PICKUP_HTTP_NOT_HTTP2"]);
    const reached = reach(server.origin, { ...settings, version: 2, connectTimeoutMs: 5000, clock: systemClock });
    if (tls === undefined) {
      await untilSeen(() => server.sockets.length > 1);
      server.sockets[1]!.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    }
    assert.equal(await reached, "PICKUP_HTTP_NOT_HTTP2");
  }
});

test("a server that speaks HTTP/2 can be reached", async () => {
  await using server = await http2Server(echo);
  const options = { version: 2 as const, connectTimeoutMs: 5000, clock: systemClock };
  assert.equal(await reach(server.origin, options), null);
  const closed = await http2Server(echo);
  await closed[Symbol.asyncDispose]();
  assert.equal(await reach(closed.origin, options), "ECONNREFUSED");
});

test("streams side by side are as many as the server allows, the rest waits, and each user has a session", async () => {
  let [open, most] = [0, 0];
  await using server = await http2Server(
    (request) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        echo(request);
      }, 2);
    },
    { settings: { maxConcurrentStreams: 10 } },
  );
  const { client, recorded } = clientOf(server.origin);
  await client.get("/first");
  const paths = Array.from({ length: 200 }, (_, i) => `/${i}`);
  const answers = await Promise.all(paths.map((path) => client.get(path)));
  client.stop();
  assert.deepEqual(
    answers.map((answer) => answer.text()),
    paths,
  );
  assert.equal(most, 10);
  assert.equal(recorded.repeats, 0);
  const other = clientOf(server.origin);
  await other.client.get("/");
  other.client.stop();
  assert.equal(server.sessions.length, 2);
});

test("a request that times out is cancelled, and the session goes on", async () => {
  const clock = new VirtualClock();
  await using server = await http2Server((request) => (request.path === "/slow" ? undefined : echo(request)));
  const { client } = clientOf(server.origin, { clock });
  const slow = client.get("/slow", { timeout: "1s" });
  await untilSeen(() => server.requests.length === 1);
  await clock.advance(1000);
  const answer = await slow;
  assert.deepEqual([answer.outcome, answer.reason, answer.status], ["timeout", "PICKUP_HTTP_TIMEOUT", 0]);
  const { stream } = server.requests[0]!;
  await untilSeen(() => stream.closed);
  assert.equal(stream.rstCode, constants.NGHTTP2_CANCEL);
  assert.equal((await client.get("/next")).text(), "/next");
  client.stop();
  assert.equal(server.sessions.length, 1);
});

test("connecting that takes too long is a timeout, and the next request tries again", async () => {
  const clock = new VirtualClock();
  // Takes the connection and never answers the handshake.
  await using server = await answeringServer(() => null);
  const { client } = clientOf(server.origin.replace("http", "https"), { clock, connectTimeoutMs: 700 });
  for (let i = 1; i <= 2; i++) {
    const asked = [client.get("/a"), client.get("/b", { timeout: "1s" })];
    await untilSeen(() => server.sockets.length === i);
    await clock.advance(700);
    for (const { outcome, reason } of await Promise.all(asked)) {
      assert.deepEqual([outcome, reason], ["timeout", "PICKUP_HTTP_CONNECT_TIMEOUT"]);
    }
  }
  client.stop();
});

test("with random delays, timeouts and lost sessions no answer reaches the wrong request", async () => {
  const [users, rounds] = process.env.PICKUP_SOAK === undefined ? [100, 4] : [100, 100];
  const random = new RandomStream(seedKeyOf("late streams"), 0);
  const clock = new VirtualClock();
  const held: StreamRequest[] = [];
  await using server = await http2Server((request) => void held.push(request));
  const seen = { ok: 0, timeout: 0, "connection-error": 0 };
  const left = { users };
  const live = async (user: number) => {
    const { client, recorded } = clientOf(server.origin, { clock });
    for (let round = 0; round < rounds; round++) {
      const ask = async (lane: number) => {
        const path = `/${user}/${round}/${lane}`;
        const answer = await client.get(path, { timeout: 0.02 + random.next() });
        if (answer.status === 200) assert.equal(answer.text(), path);
        seen[answer.outcome as keyof typeof seen]++;
      };
      await Promise.all([0, 1, 2, 3].map(ask));
    }
    client.stop();
    assert.equal(recorded.samples.length, rounds * 4);
    left.users--;
  };
  const lives = Promise.all(Array.from({ length: users }, (_, user) => live(user)));
  while (left.users > 0) {
    await new Promise((resolve) => setImmediate(resolve));
    if (held.length === 0) continue;
    const [request] = held.splice(random.integer(held.length), 1) as [StreamRequest];
    const dice = random.integer(20);
    if (dice === 0) request.stream.session?.destroy();
    else if (dice === 1) request.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else if (dice <= 3) await clock.advance(random.integer(80));
    if (!request.stream.destroyed && !request.stream.closed) echo(request);
  }
  await lives;
  const { ok, timeout } = seen;
  assert.equal(ok + timeout + seen["connection-error"], users * rounds * 4);
  assert.ok(ok > 0 && timeout > 0 && seen["connection-error"] > 0, JSON.stringify(seen));
});

test("a stream that the server refused is sent again once if that does no harm, and counted", async () => {
  await using server = await http2Server((request) => {
    if (request.index < 2) request.stream.close(constants.NGHTTP2_REFUSED_STREAM);
    else echo(request);
  });
  const { client, recorded } = clientOf(server.origin);
  const post = await client.post("/post");
  const get = await client.get("/get");
  client.stop();
  assert.deepEqual([post.outcome, post.reason], ["connection-error", "NGHTTP2_REFUSED_STREAM"]);
  assert.deepEqual([get.text(), recorded.repeats], ["/get", 1]);
});

test("after GOAWAY what is on its way is answered, what was refused is sent anew, and new requests go elsewhere", async () => {
  const held: StreamRequest[] = [];
  await using server = await http2Server((request) => {
    if (server.sessions.length > 1) echo(request);
    else held.push(request);
  });
  const { client, recorded } = clientOf(server.origin);
  const taken = client.get("/taken");
  await untilSeen(() => held.length === 1);
  const refused = client.get("/refused");
  await untilSeen(() => held.length === 2);
  server.sessions[0]!.goaway(constants.NGHTTP2_NO_ERROR, held[0]!.stream.id);
  assert.equal((await refused).text(), "/refused");
  assert.equal((await client.get("/new")).text(), "/new");
  echo(held[0]!);
  assert.equal((await taken).text(), "/taken");
  client.stop();
  assert.deepEqual([server.sessions.length, recorded.repeats], [2, 1]);
});

test("a GOAWAY with an error ends what is on its way with the name of the error", async () => {
  await using server = await http2Server(({ stream }) => stream.session!.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM));
  const { client } = clientOf(server.origin);
  const answer = await client.get("/");
  client.stop();
  assert.deepEqual([answer.outcome, answer.reason], ["connection-error", "NGHTTP2_ENHANCE_YOUR_CALM"]);
});

test("a session that the server has closed is replaced silently where that does no harm", async () => {
  await using server = await http2Server((request) => {
    if (request.path === "/die") request.stream.session!.destroy();
    else echo(request);
  });
  const { client, recorded } = clientOf(server.origin);
  await client.get("/a");
  const socket = server.sessions[0]!;
  socket.close();
  await untilSeen(() => socket.destroyed);
  assert.equal((await client.get("/b")).text(), "/b");
  const died = await client.post("/die");
  client.stop();
  assert.equal(died.outcome, "connection-error");
  assert.ok(server.sessions.length >= 2 && recorded.repeats <= 1);
});

test("every broken answer is a connection-error with a code, and the next one is whole", async () => {
  const breaks: { [path: string]: [(request: StreamRequest) => void, string] } = {
    "/reset": [({ stream }) => stream.close(constants.NGHTTP2_INTERNAL_ERROR), "NGHTTP2_INTERNAL_ERROR"],
    "/silent": [({ stream }) => stream.close(constants.NGHTTP2_NO_ERROR), "PICKUP_HTTP_NO_ANSWER"],
    "/half": [
      ({ stream }) => {
        stream.respond({ ":status": 200 }, { waitForTrailers: true });
        stream.write("half", () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
      },
      "NGHTTP2_INTERNAL_ERROR",
    ],
    "/promised": [
      ({ stream }) => {
        stream.respond({ ":status": 200, "content-length": "10" }, { waitForTrailers: true });
        stream.end("half");
        stream.on("wantTrailers", () => stream.close(constants.NGHTTP2_NO_ERROR));
      },
      "PICKUP_HTTP_CUT_SHORT",
    ],
    "/wrong-length": [answerWith("half", { "content-length": "10" }), "NGHTTP2_PROTOCOL_ERROR"],
    "/lost": [
      ({ stream }) => {
        stream.respond({ ":status": 200 });
        stream.write("half", () => stream.session!.socket.destroy());
      },
      "PICKUP_HTTP_CUT_SHORT",
    ],
    "/large": [answerWith("x".repeat(20_000)), "PICKUP_HTTP_BODY_TOO_LARGE"],
    "/told-large": [answerWith("x".repeat(20_000), { "content-length": "20000" }), "PICKUP_HTTP_BODY_TOO_LARGE"],
    "/head": [answerWith("", { "x-long": "x".repeat(70_000) }), "PICKUP_HTTP_HEAD_TOO_LARGE"],
    "/packed": [answerWith("no gzip", { "content-encoding": "gzip" }), "PICKUP_HTTP_BAD_CONTENT_ENCODING"],
  };
  await using server = await http2Server(
    (request) => {
      const [answer] = breaks[request.path] ?? [echo];
      answer(request);
    },
    { maxSendHeaderBlockLength: 200_000 },
  );
  const { client } = clientOf(server.origin, { maxBodyBytes: 10_000 });
  for (const [path, [, reason]] of Object.entries(breaks)) {
    const answer = await client.post(path);
    assert.deepEqual([answer.outcome, answer.reason, answer.status], ["connection-error", reason, 0], path);
    assert.equal((await client.get("/whole")).text(), "/whole", path);
  }
  client.stop();
});

test("redirects, cookies and hosts that may not be loaded are as over HTTP/1.1", async () => {
  await using other = await http2Server(echo);
  await using server = await http2Server(({ stream, path }) => {
    const location = path === "/in" ? "/here" : path === "/out" ? `${other.origin}/there` : "http://x.invalid/";
    if (path === "/here") stream.respond({ ":status": 200 }, { endStream: true });
    else stream.respond({ ":status": 302, location, "set-cookie": "session=1" }, { endStream: true });
  });
  const { client, recorded } = clientOf(server.origin, { bearer: () => "token", cookies: true, allowedHosts: [] });
  assert.equal((await client.get("/in")).status, 200);
  assert.equal((await client.get("/out")).text(), "/there");
  assert.equal((await client.get("/bad")).reason, "PICKUP_HTTP_REDIRECT_NOT_ALLOWED");
  client.stop();
  const { cookie, authorization } = server.requests[1]!.headers;
  assert.deepEqual([cookie, authorization], ["session=1", "Bearer token"]);
  assert.equal(other.requests[0]!.headers.authorization, undefined);
  assert.equal(recorded.samples.length, 3);
});

test("the stop ends what is on its way or waits, and says how many had been sent", async () => {
  await using server = await http2Server((request) => (request.path === "/quick" ? echo(request) : undefined), {
    settings: { maxConcurrentStreams: 2 },
  });
  const { client, recorded } = clientOf(server.origin);
  await client.get("/quick");
  const pending = ["/a", "/b", "/waits"].map((path) => client.get(path));
  await untilSeen(() => server.requests.length === 3);
  assert.equal(client.stop(), 2);
  for (const promise of [...pending, client.get("/after")]) await assert.rejects(promise, { name: "Stopped" });
  assert.equal(recorded.samples.length, 1);
});

test("a proxy tunnels HTTP/2, in clear text too", async () => {
  await using server = await http2Server(echo);
  await using proxy = await tunnellingProxy(server.port);
  const proxies = { http: proxy.address, https: null, except: [] };
  const { client } = clientOf("http://api.test", { proxies });
  assert.equal((await client.get("/through")).text(), "/through");
  client.stop();
  assert.match(proxy.heads.join(""), /^CONNECT api\.test:80 HTTP\/1\.1\r\n/);
});
