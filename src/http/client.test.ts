import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import {
  type AnsweringServer,
  answeringServer,
  answerText,
  type WireRequest,
} from "../../test/support/answering-server.ts";
import { countingServer } from "../../test/support/counting-server.ts";
import { mutate, responseCorpus } from "../../test/support/response-corpus.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { KitError, RandomStream, seedKeyOf, systemClock, VirtualClock } from "../ground/index.ts";
import { faults } from "./faults.ts";
import { HttpClient } from "./client.ts";
import type { HttpClientOptions } from "./http-client-options.ts";
import { KeptBodies } from "./kept-bodies.ts";

interface Made {
  client: HttpClient;
  recorded: Recorded;
}

function clientOf(origin: string, more: Partial<HttpClientOptions> = {}): Made {
  const recorded = new Recorded();
  const timeouts = { requestTimeoutMs: 5000, connectTimeoutMs: 5000 };
  return { client: new HttpClient({ origin, ...timeouts, clock: systemClock, recorder: recorded, ...more }), recorded };
}

/** Lets the sockets of this process do what they can do now. */
async function untilSeen(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test("requests one after the other share one connection and are written as they should be", async () => {
  await using server = await answeringServer(({ path }) => answerText(`you asked ${path}`));
  const { client } = clientOf(server.origin, {
    headers: { "User-Agent": "kit/1", "X-Run": "7" },
    bearer: () => "token-1",
  });
  for (const path of ["/a", "/a", "/b?c=%20d"]) {
    const answer = await client.get(path);
    assert.deepEqual([answer.status, answer.text(), answer.outcome], [200, `you asked ${path}`, "ok"]);
  }
  client.stop();
  assert.equal(server.sockets.length, 1);
  const lines = ["Host: 127.0.0.1:" + server.port, "User-Agent: kit/1", "X-Run: 7", "Authorization: Bearer token-1"];
  assert.equal(server.requests[2]!.text, ["GET /b?c=%20d HTTP/1.1", ...lines, "", ""].join("\r\n"));
});

test("each method sends its name, its body and the length of it in bytes", async () => {
  await using server = await answeringServer(() => answerText(""));
  const { client } = clientOf(`${server.origin}/base/`);
  await client.post("/text", { body: "grüße 🎬" });
  await client.put("/bytes", { body: Uint8Array.of(0, 255, 13, 10) });
  await client.patch("/json", { json: { title: "Ä" }, headers: { "X-One": "1" } });
  await client.post("/own-type", { json: [], headers: { "content-type": "application/vnd.api+json" } });
  await client.delete("/gone");
  await client.post("/empty");
  await client.head("/head");
  client.stop();
  const seen = server.requests.map(({ text, body }) => [text.split("\r\n", 1)[0], Buffer.from(body, "latin1")]);
  assert.deepEqual(seen.slice(0, 3), [
    ["POST /base/text HTTP/1.1", Buffer.from("grüße 🎬")],
    ["PUT /base/bytes HTTP/1.1", Buffer.from([0, 255, 13, 10])],
    ["PATCH /base/json HTTP/1.1", Buffer.from('{"title":"Ä"}')],
  ]);
  assert.match(server.requests[2]!.text, /\r\nContent-Type: application\/json\r\nX-One: 1\r\nContent-Length: 14\r\n/);
  assert.match(server.requests[3]!.text, /\r\ncontent-type: application\/vnd\.api\+json\r\nContent-Length: 2\r\n/);
  assert.doesNotMatch(server.requests[4]!.text, /Content-Length/);
  assert.match(server.requests[5]!.text, /\r\nContent-Length: 0\r\n\r\n$/);
  assert.match(server.requests[6]!.text, /^HEAD \/base\/head /);
});

test("bodies arrive by length, by chunks, to the end of the connection, or not at all", async () => {
  const server = createHttpServer((request, response) => {
    const body = "a body ".repeat(20_000);
    if (request.url === "/length") response.setHeader("Content-Length", body.length).end(body);
    if (request.url === "/chunks") response.write(body.slice(0, 70_000), () => response.end(body.slice(70_000)));
    if (request.url === "/close") response.socket!.end(`HTTP/1.1 200 OK\r\n\r\n${body}`);
    if (request.url === "/none") response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { client } = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (const path of ["/length", "/chunks", "/close", "/length"]) {
    const answer = await client.get(path);
    assert.equal(answer.reason, "");
    assert.equal(answer.text(), "a body ".repeat(20_000), path);
  }
  assert.equal((await client.get("/none")).bytes.length, 0);
  const head = await client.head("/length");
  assert.deepEqual([head.bytes.length, head.headers.get("content-length")], [0, "140000"]);
  client.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("last answers are kept within a bound that clients share, and not beyond the end of their client", async () => {
  await using server = await answeringServer(({ path }) => answerText(path.padEnd(2000)));
  const keptBodies = new KeptBodies(5000);
  const { client: first } = clientOf(server.origin, { keptBodies });
  const { client: second } = clientOf(server.origin, { keptBodies });
  const isRecognised = async (client: HttpClient, path: string) =>
    (await client.get(path)).bytes === (await client.get(path)).bytes;
  assert.ok(await isRecognised(first, "/a"));
  assert.ok(await isRecognised(second, "/a"));
  assert.ok(!(await isRecognised(second, "/b")), "there is no room for a third body");
  assert.equal(keptBodies.bytes, 4000);
  first.stop();
  assert.ok(await isRecognised(second, "/c"));
  for (let number = 0; number < 20; number++) await second.get(`/${number}`);
  assert.equal(keptBodies.bytes, 4000);
  second.stop();
  assert.equal(keptBodies.bytes, 0);
});

test("a compressed body is unpacked, and an unchanged one is the same object", async () => {
  const body = JSON.stringify({ continueWatching: Array.from({ length: 50 }, (_, id) => ({ id })) });
  const packers = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync, zstd: zstdCompressSync };
  const packed = new Map<string, [string, Buffer]>(
    Object.entries(packers).map(([coding, pack]) => [`/${coding}`, [coding, pack(body)]]),
  );
  packed.set("/raw", ["deflate", deflateRawSync(body)]);
  packed.set("/twice", ["deflate, gzip", gzipSync(deflateSync(body))]);
  await using server = await answeringServer(({ path }) => {
    const [coding, bytes] = packed.get(path)!;
    return answerText(bytes.toString("latin1"), `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\n`);
  });
  const { client } = clientOf(server.origin);
  for (const path of packed.keys()) {
    const first = await client.get(path);
    assert.equal(first.text(), body, path);
    assert.equal((await client.get(path)).bytes, first.bytes, path);
  }
  client.stop();
});

test("a compressed body that cannot be unpacked, or not within the limit, is a connection-error", async () => {
  const bodies: { [path: string]: Buffer } = {
    "/broken": Buffer.from("this is not gzip"),
    "/cut": gzipSync("x".repeat(1000)).subarray(0, 20),
    "/bomb": gzipSync("x".repeat(1_000_000)),
  };
  await using server = await answeringServer(({ path }) =>
    answerText(bodies[path]!.toString("latin1"), "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"),
  );
  const { client } = clientOf(server.origin, { maxBodyBytes: 10_000 });
  const reasons = [];
  for (const path of Object.keys(bodies)) {
    const answer = await client.get(path);
    assert.deepEqual([answer.outcome, answer.status, answer.bytes.length], ["connection-error", 0, 0]);
    reasons.push(answer.reason);
  }
  client.stop();
  const bad = "PICKUP_HTTP_BAD_CONTENT_ENCODING";
  assert.deepEqual(reasons, [bad, bad, "PICKUP_HTTP_BODY_TOO_LARGE"]);
});

test("a body stays as it was when later answers differ", async () => {
  const bodies = ["one", "one", "two", "one"];
  await using server = await answeringServer(({ index }) => answerText(bodies[index]!));
  const { client } = clientOf(server.origin);
  const answers = [];
  for (const _ of bodies) answers.push(await client.get("/"));
  client.stop();
  assert.deepEqual(
    answers.map((answer) => answer.text()),
    bodies,
  );
  assert.equal(answers[0]!.bytes, answers[1]!.bytes);
});

test("an answer is ok, an http-error, or what the script makes of it", async () => {
  await using server = await answeringServer(({ path }) => answerText("{}", `HTTP/1.1 ${path.slice(1)} Status\r\n`));
  const { client, recorded } = clientOf(server.origin);
  await client.get("/200");
  await client.get("/404");
  (await client.get("/404")).ok();
  (await client.get("/503")).fail("the shop is closed");
  (await client.get("/200")).fail("no markers");
  (await client.get("/200")).fail("another's markers", "leak");
  const twice = await client.get("/200");
  twice.fail("first");
  twice.fail("second");
  client.settle();
  client.stop();
  assert.deepEqual(
    recorded.samples.map(({ status, outcome, reason }) => [status, outcome, reason]),
    [
      [200, "ok", ""],
      [404, "http-error", "status 404"],
      [404, "ok", ""],
      [503, "http-error", "the shop is closed"],
      [200, "check-failed", "no markers"],
      [200, "leak", "another's markers"],
      [200, "check-failed", "first"],
    ],
  );
});

test("a sample is filed by the next request or the end of the task, and judged no more after that", async () => {
  await using server = await answeringServer(() => answerText("{}"));
  const { client, recorded } = clientOf(server.origin);
  const first = await client.get("/a", { name: "A" });
  assert.equal(recorded.samples.length, 0);
  const second = await client.get("/b");
  assert.equal(recorded.samples.length, 1);
  first.fail("too late");
  client.settle();
  second.fail("too late as well");
  second.ok();
  assert.deepEqual(
    recorded.samples.map(({ method, name, outcome }) => [method, name, outcome]),
    [
      ["GET", "A", "ok"],
      ["GET", "/b", "ok"],
    ],
  );
  const code = "PICKUP_ANSWER_ALREADY_COUNTED";
  assert.deepEqual(recorded.scriptErrors, [`${code} GET A`, `${code} GET /b`, `${code} GET /b`]);
  client.stop();
});

test("a body that is not JSON is a clear error", async () => {
  await using server = await answeringServer(({ index }) => answerText(index === 0 ? '{"a":1}' : "<html>"));
  const { client } = clientOf(server.origin);
  assert.deepEqual((await client.get("/")).json(), { a: 1 });
  const page = await client.get("/");
  assert.throws(() => page.json(), { code: "PICKUP_ANSWER_NOT_JSON", message: /GET \/ is not JSON/ });
  client.stop();
});

test("whatever is wrong with an answer is a connection-error with its code", async () => {
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const rows: { [path: string]: [bytes: string, reason: string] } = {
    "/chunk": [`${chunked}zz\r\n`, "PICKUP_HTTP_BAD_CHUNK"],
    "/lengths": [
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "PICKUP_HTTP_CONFLICTING_LENGTHS",
    ],
    "/cut": ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "PICKUP_HTTP_CUT_SHORT"],
    "/silent": ["", "PICKUP_HTTP_NO_ANSWER"],
  };
  await using server = await answeringServer(({ path, socket }) => {
    socket.end(rows[path]![0]);
    return null;
  });
  const { client, recorded } = clientOf(server.origin);
  for (const path of Object.keys(rows)) await client.get(path);
  client.stop();
  assert.deepEqual(
    recorded.samples.map(({ name, outcome, reason, status }) => [name, outcome, reason, status]),
    Object.entries(rows).map(([path, [, reason]]) => [path, "connection-error", reason, 0]),
  );
});

test("a server that cannot be reached is a connection-error with the system's code", async () => {
  const server = await answeringServer(() => null);
  await server[Symbol.asyncDispose]();
  const { client, recorded } = clientOf(server.origin);
  const answer = await client.get("/");
  answer.ok();
  answer.fail("status 0");
  client.stop();
  assert.deepEqual([answer.status, answer.outcome, answer.reason], [0, "connection-error", "ECONNREFUSED"]);
  assert.deepEqual(recorded.scriptErrors, ["PICKUP_OK_WITHOUT_ANSWER GET /"]);
});

test("a request without an answer in time is a timeout that counts with its whole length", async () => {
  const clock = new VirtualClock();
  await using server = await answeringServer(() => null);
  const { client, recorded } = clientOf(server.origin, { clock });
  const asked = [client.get("/slow"), client.get("/short", { timeout: 0.25 })];
  await untilSeen(() => server.requests.length === 2);
  await clock.advance(4999);
  assert.equal((await asked[1]!).outcome, "timeout");
  await clock.advance(1);
  const slow = await asked[0]!;
  assert.deepEqual([slow.outcome, slow.status, slow.reason], ["timeout", 0, "PICKUP_HTTP_TIMEOUT"]);
  client.stop();
  assert.deepEqual(
    recorded.samples.map(({ name, sentMs, endMs }) => [name, endMs - sentMs]),
    [
      ["/short", 250],
      ["/slow", 5000],
    ],
  );
});

test("an answer that came while the thread was held up beyond its timeout is no timeout", async () => {
  await using server = await countingServer();
  const { client } = clientOf(server.origin, { requestTimeoutMs: 100 });
  assert.equal((await client.get("/5-5", { timeout: "5s" })).outcome, "ok");
  const asked = client.get("/5-5");
  const untilMs = performance.now() + 400;
  while (performance.now() < untilMs);
  assert.equal((await asked).outcome, "ok");
  client.stop();
});

test("a connection that does not come about in time is a timeout", async () => {
  const clock = new VirtualClock();
  await using server = await answeringServer(() => null);
  const { client } = clientOf(server.origin.replace("http", "https"), { clock, connectTimeoutMs: 700 });
  const asked = client.get("/");
  await untilSeen(() => server.sockets.length === 1);
  await clock.advance(700);
  const answer = await asked;
  assert.deepEqual([answer.outcome, answer.reason], ["timeout", "PICKUP_HTTP_CONNECT_TIMEOUT"]);
  client.stop();
});

test("an answer that comes after its timeout reaches nobody", async () => {
  const clock = new VirtualClock();
  await using server = await answeringServer(({ path }) => (path === "/late" ? null : answerText(path)));
  const { client } = clientOf(server.origin, { clock });
  const late = client.get("/late");
  await untilSeen(() => server.requests.length === 1);
  await clock.advance(5000);
  assert.equal((await late).outcome, "timeout");
  server.sockets[0]!.write(answerText("/late"));
  for (const path of ["/a", "/b"]) assert.equal((await client.get(path)).text(), path);
  client.stop();
  assert.equal(server.sockets.length, 2);
});

test("bytes that come when none are owed end the connection", async () => {
  await using server = await answeringServer(({ path }) => answerText(path));
  const { client } = clientOf(server.origin);
  await client.get("/a");
  server.sockets[0]!.write(answerText("/smuggled"));
  await once(server.sockets[0]!, "close");
  assert.equal((await client.get("/b")).text(), "/b");
  client.stop();
});

/**
 * Answers the first two requests when both are there, so that they have a connection each; to the third one it says
 * `last` on the other connection right after its answer, so that the client meets both in one turn.
 */
async function lastWords(last: (other: Socket) => void): Promise<AnsweringServer> {
  const server = await answeringServer(({ path, socket }) => {
    const others = server.sockets.filter((other) => other !== socket);
    if (server.requests.length > 3) return answerText(path);
    if (server.requests.length === 2) for (const { path, socket } of server.requests) socket.write(answerText(path));
    if (server.requests.length !== 3) return null;
    socket.write(answerText(path));
    last(others[0]!);
    return null;
  });
  return server;
}

for (const [what, last] of [
  ["closes", (other: Socket) => other.end()],
  ["breaks", (other: Socket) => other.resetAndDestroy()],
  ["speaks unasked on", (other: Socket) => other.write(answerText("/smuggled"))],
] as const) {
  test(`a request asked for in the turn in which the server ${what} an idle connection goes over another one`, async () => {
    await using server = await lastWords(last);
    const { client, recorded } = clientOf(server.origin);
    await Promise.all([client.get("/a"), client.get("/b")]);
    await client.get("/c");
    const answers = await Promise.all([client.post("/d"), client.post("/e")]);
    assert.deepEqual(
      answers.map((answer) => answer.text()),
      ["/d", "/e"],
    );
    client.stop();
    assert.deepEqual([server.sockets.length, server.requests.length, recorded.repeats], [3, 5, 0]);
  });
}

test("an answer that has come counts when the client is stopped before its script hears of it", async () => {
  const watching = Promise.withResolvers<Socket>();
  await using server = await answeringServer(({ path, socket }) => {
    if (path === "/watch") watching.resolve(socket);
    else socket.write(answerText(path), () => void watching.promise.then((other) => other.write("stop")));
    return null;
  });
  const { client, recorded } = clientOf(server.origin);
  // Both sockets have something to read in the same turn, the client's first.
  const watcher = connect(server.port, "127.0.0.1", () => watcher.write("GET /watch HTTP/1.1\r\n\r\n"));
  const stopped = once(watcher, "data").then(() => client.stop());
  await watching.promise;
  const answer = client.get("/a");
  assert.equal(await stopped, 0);
  assert.equal((await answer).text(), "/a");
  assert.deepEqual(
    recorded.samples.map(({ outcome }) => outcome),
    ["ok"],
  );
  watcher.destroy();
});

test("a request on a connection that the server had closed is sent once more, if that does no harm", async () => {
  await using server = await answeringServer(({ index, path, socket }) => {
    if (index === 0 && path !== "/never") return answerText(path);
    socket.destroy();
    return null;
  });
  const { client, recorded } = clientOf(server.origin);
  await client.get("/a");
  assert.equal((await client.get("/b")).text(), "/b");
  assert.equal(recorded.repeats, 1);
  assert.equal((await client.post("/c")).outcome, "connection-error");
  await client.get("/a");
  assert.equal((await client.get("/never")).outcome, "connection-error");
  client.stop();
  assert.equal(recorded.repeats, 2);
  assert.deepEqual(
    server.requests.map(({ method, path }) => `${method} ${path}`),
    ["GET /a", "GET /b", "GET /b", "POST /c", "GET /a", "GET /never", "GET /never"],
  );
  assert.equal(recorded.samples.length, 5);
});

test("a connection that the server is about to close is not used again", async () => {
  const clock = new VirtualClock();
  await using server = await answeringServer(() => answerText("", "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\n"));
  const { client } = clientOf(server.origin, { clock });
  await client.get("/");
  await clock.advance(3900);
  await client.get("/");
  assert.equal(server.sockets.length, 1);
  await clock.advance(4100);
  await client.get("/");
  client.stop();
  assert.equal(server.sockets.length, 2);
});

test("a connection is not kept when the server says so", async () => {
  await using server = await answeringServer(() => answerText("", "HTTP/1.1 200 OK\r\nConnection: close\r\n"));
  const { client } = clientOf(server.origin);
  for (let i = 0; i < 3; i++) assert.equal((await client.get("/")).status, 200);
  client.stop();
  assert.equal(server.sockets.length, 3);
});

test("requests side by side have at most six connections, and all get their answer", async () => {
  await using server = await answeringServer(({ path, socket }) => {
    setTimeout(() => socket.write(answerText(path)), 5);
    return null;
  });
  const { client, recorded } = clientOf(server.origin);
  const paths = Array.from({ length: 20 }, (_, i) => `/${i}`);
  const answers = await Promise.all(paths.map((path) => client.get(path)));
  client.settle();
  client.stop();
  assert.deepEqual(
    answers.map((answer) => answer.text()),
    paths,
  );
  assert.equal(server.sockets.length, 6);
  assert.equal(recorded.samples.length, 20);
});

test("with random delays, timeouts and lost connections no answer reaches the wrong request", async () => {
  const [users, rounds] = process.env.PICKUP_SOAK === undefined ? [100, 4] : [100, 100];
  const random = new RandomStream(seedKeyOf("late answers"), 0);
  const clock = new VirtualClock();
  const held: WireRequest[] = [];
  await using server = await answeringServer((request) => {
    held.push(request);
    return null;
  });
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
    const [{ socket, path }] = held.splice(random.integer(held.length), 1) as [WireRequest];
    const dice = random.integer(10);
    if (dice === 0) socket.destroy();
    else if (dice === 1) await clock.advance(random.integer(80));
    if (socket.writable) socket.write(answerText(path));
  }
  await lives;
  const { ok, timeout } = seen;
  assert.equal(ok + timeout + seen["connection-error"], users * rounds * 4);
  assert.ok(ok > 0 && timeout > 0 && seen["connection-error"] > 0, JSON.stringify(seen));
});

/** A path that names a user twice: no edit of it names another one. */
function markOf(user: number): string {
  return `/user-${user}-${createHash("sha256").update(String(user)).digest("hex").slice(0, 8)}`;
}

test("whatever a server makes of its answers, each ends as one or as a counted fault, and no byte reaches another user", async () => {
  const [users, rounds] = process.env.PICKUP_SOAK === undefined ? [50, 20] : [50, 2000];
  const random = new RandomStream(seedKeyOf("broken answers"), 0);
  await using server = await answeringServer(({ path, socket }) => {
    const { bytes } = responseCorpus[random.integer(responseCorpus.length)]!;
    // Where most answers have their body is the mark of the user.
    let broken: Buffer = Buffer.from(`${bytes}${path}`, "latin1");
    for (let edits = random.integer(4); edits > 0; edits--) {
      const kind = ["put", "cut", "insert", "copy"][random.integer(4)]!;
      broken = mutate(broken, random.integer(broken.length + 1), kind, random.integer(256));
    }
    const cut = random.integer(broken.length + 1);
    socket.write(broken.subarray(0, cut));
    setImmediate(() => socket.end(broken.subarray(cut)));
    return null;
  });
  const outcomes = new Map<string, number>();
  let marks = 0;
  const live = async (user: number) => {
    const { client, recorded } = clientOf(server.origin, { requestTimeoutMs: 60_000, maxRedirects: 0 });
    for (let round = 0; round < rounds; round++) {
      const answer = await client.get(markOf(user));
      for (const [mark, number] of answer.text().matchAll(/\/user-(\d+)-[0-9a-f]{8}/g)) {
        if (mark !== markOf(Number(number))) continue;
        assert.equal(Number(number), user, `${mark} reached ${user}`);
        marks++;
      }
      outcomes.set(answer.outcome, (outcomes.get(answer.outcome) ?? 0) + 1);
      if (answer.outcome !== "connection-error") continue;
      assert.ok(answer.reason in faults || /^E[A-Z]+$/.test(answer.reason), answer.reason);
    }
    client.stop();
    assert.equal(recorded.samples.length, rounds);
  };
  await Promise.all(Array.from({ length: users }, (_, user) => live(user)));
  assert.deepEqual([...outcomes.keys()].toSorted(), ["connection-error", "http-error", "ok"]);
  assert.ok(marks > (users * rounds) / 20, `${marks} marks`);
});

test("the stop ends what is on its way and everything after it", async () => {
  await using server = await answeringServer(({ path }) => (path === "/quick" ? answerText("") : null));
  const { client, recorded } = clientOf(server.origin, { maxConnections: 2 });
  await client.get("/quick");
  const pending = ["/a", "/b", "/waits-for-a-connection"].map((path) => client.get(path));
  await untilSeen(() => server.requests.length === 3);
  assert.equal(client.stop(), 2);
  assert.equal(client.stop(), 0);
  for (const promise of [...pending, client.get("/after")]) await assert.rejects(promise, { name: "Stopped" });
  assert.deepEqual(
    recorded.samples.map(({ name }) => name),
    ["/quick"],
  );
});

test("a promise that nobody waits for is no unhandled rejection when the client stops", async () => {
  await using server = await answeringServer(() => null);
  const { client } = clientOf(server.origin);
  void client.get("/a");
  await untilSeen(() => server.requests.length === 1);
  client.stop();
  void client.get("/b");
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
});

test("the intended start is what was due, else when the script asked", async () => {
  const clock = new VirtualClock();
  await using server = await answeringServer(() => answerText(""));
  const { client, recorded } = clientOf(server.origin, { clock });
  await clock.advance(100);
  client.due(40);
  await client.get("/due");
  await clock.advance(10);
  await client.get("/later");
  client.due(500);
  await client.get("/early");
  client.settle();
  client.stop();
  assert.deepEqual(
    recorded.samples.map(({ name, dueMs, sentMs }) => [name, dueMs, sentMs]),
    [
      ["/due", 40, 100],
      ["/later", 110, 110],
      ["/early", 110, 110],
    ],
  );
});

test("the token of the moment goes with every request, and waiting for it is off the clock", async () => {
  const clock = new VirtualClock();
  await using server = await answeringServer(() => answerText(""));
  const slow = Promise.withResolvers<string>();
  const tokens = ["one", slow.promise, undefined, "three"];
  const { client, recorded } = clientOf(server.origin, { clock, bearer: () => tokens.shift() });
  await client.get("/");
  client.due(0);
  const asked = client.get("/");
  await clock.advance(300);
  slow.resolve("two");
  const waited = await asked;
  assert.deepEqual([waited.timings.waitMs, waited.timings.firstByteMs], [0, 0]);
  await client.get("/");
  await client.get("/", { headers: { authorization: "Basic abc" } });
  client.stop();
  const sent = server.requests.map(({ text }) => /^authorization: (.*)$/im.exec(text)?.[1]);
  assert.deepEqual(sent, ["Bearer one", "Bearer two", undefined, "Basic abc"]);
  assert.deepEqual(
    recorded.samples.map(({ dueMs }) => dueMs),
    [0, 300, 300, 300],
  );
});

test("a token that fails rejects the request, and the stop does not wait for one", async () => {
  await using server = await answeringServer(() => answerText(""));
  const failure = new KitError("PICKUP_TOKEN_FAILED", "no token");
  const tokens = [Promise.reject(failure), new Promise<string>(() => {})];
  const { client, recorded } = clientOf(server.origin, { bearer: () => tokens.shift() });
  await assert.rejects(client.get("/"), failure);
  const waiting = client.get("/");
  assert.equal(client.stop(), 0);
  await assert.rejects(waiting, { name: "Stopped" });
  assert.deepEqual([recorded.samples.length, server.requests.length], [0, 0]);
});

test("nothing that a script says can break out of its place in the request", async () => {
  await using server = await answeringServer(() => answerText(""));
  const { client } = clientOf(server.origin);
  const header = (value: string) => client.get("/", { headers: { "X-Name": value } });
  const rows: [() => Promise<unknown>, string][] = [
    [() => client.get("/a b"), "PICKUP_HTTP_BAD_PATH"],
    [() => client.get("/a\r\nX-Evil: 1"), "PICKUP_HTTP_BAD_PATH"],
    [() => client.get("/ä"), "PICKUP_HTTP_BAD_PATH"],
    [() => client.get("relative"), "PICKUP_HTTP_BAD_PATH"],
    [() => client.get(""), "PICKUP_HTTP_BAD_PATH"],
    [() => client.get("ftp://example.com/"), "PICKUP_HTTP_BAD_PATH"],
    [() => client.get("http://"), "PICKUP_HTTP_BAD_URL"],
    [() => client.get("http://user:secret@127.0.0.1/"), "PICKUP_HTTP_BAD_URL"],
    [() => header("a\r\nX-Evil: 1"), "PICKUP_HTTP_BAD_HEADER"],
    [() => header("a\nb"), "PICKUP_HTTP_BAD_HEADER"],
    [() => header("a\0b"), "PICKUP_HTTP_BAD_HEADER"],
    [() => header("schön € "), "PICKUP_HTTP_BAD_HEADER"],
    [() => client.get("/", { headers: { "X Name": "a" } }), "PICKUP_HTTP_BAD_HEADER"],
    [() => client.get("/", { headers: { "Content-Length": "5" } }), "PICKUP_HTTP_BAD_HEADER"],
    [() => client.get("/", { headers: { "transfer-encoding": "chunked" } }), "PICKUP_HTTP_BAD_HEADER"],
    [() => client.post("/", { body: "a", json: {} }), "PICKUP_HTTP_TWO_BODIES"],
    [() => client.get("/", { timeout: -1 }), "PICKUP_HTTP_BAD_TIMEOUT"],
    [() => client.get("/", { timeout: "soon" }), "PICKUP_HTTP_BAD_TIMEOUT"],
  ];
  for (const [ask, code] of rows) await assert.rejects(ask(), { name: "KitError", code });
  for (const token of ["a\r\nX-Evil: 1", "", "secret ü"]) {
    const { client: bearer } = clientOf(server.origin, { bearer: () => token });
    await assert.rejects(bearer.get("/"), (error: KitError) => !error.message.includes("secret"));
  }
  assert.throws(() => clientOf(server.origin, { headers: { "User-Agent": "a\r\nb" } }), {
    code: "PICKUP_HTTP_BAD_HEADER",
  });
  assert.throws(() => clientOf("localhost:8080"), { code: "PICKUP_HTTP_BAD_URL" });
  client.stop();
  assert.equal(server.requests.length, 0);
});

test("a long request takes time to send, and is not taken for a slow answer", async () => {
  const server = createHttpServer((request, response) => {
    request.pause();
    setTimeout(() => request.resume(), 60);
    request.on("end", () => response.end("taken"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { client } = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const { timings } = await client.post("/", { body: "x".repeat(20_000_000) });
  const short = await client.post("/", { body: "x" });
  client.stop();
  server.close();
  assert.ok(timings.sendMs > 30, `sent in ${timings.sendMs} ms`);
  assert.ok(timings.firstByteMs < timings.sendMs);
  assert.equal(short.timings.sendMs, 0);
});

test("the phases of a request add up, with connecting only where a connection was opened", async () => {
  await using server = await answeringServer(() => answerText(""));
  const { client } = clientOf(server.origin);
  for (const isFirst of [true, false]) {
    const { timings } = await client.get("/");
    const { waitMs, dnsMs, connectMs, tlsMs, sendMs, firstByteMs, downloadMs } = timings;
    assert.deepEqual([dnsMs, tlsMs, sendMs, downloadMs, connectMs > 0], [0, 0, 0, 0, isFirst]);
    assert.ok(waitMs >= 0 && firstByteMs > 0);
  }
  client.stop();
});
