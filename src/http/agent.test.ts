import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { exitCodes, systemClock, VirtualClock } from "../ground/index.ts";
import { HttpAgent } from "./agent.ts";
import { isStopped } from "./stopped.ts";

const timeoutMs = 5000;

test("an agent keeps its connections, keeps to their number, and hands out every status", async () => {
  await using server = await answeringServer(({ path, body }) =>
    answerText(`${path} ${body}`, "HTTP/1.1 418 Teapot\r\n"),
  );
  const agent = new HttpAgent({ clock: systemClock, maxConnections: 3 });
  const bodies = Array.from({ length: 50 }, (_, i) => `body ${i}`);
  const url = `${server.origin}/path?query=1`;
  const headers = { "X-Amz-Target": "DynamoDB_20120810.BatchWriteItem", Host: "signed.test" };
  const responses = await Promise.all(
    bodies.map((body) => agent.send({ method: "POST", url, headers, body, timeoutMs })),
  );
  agent.close();
  assert.deepEqual(
    responses.map(({ status }) => status),
    bodies.map(() => 418),
  );
  assert.deepEqual(
    responses.map(({ body }) => body.toString()),
    bodies.map((body) => `/path?query=1 ${body}`),
  );
  assert.equal(server.sockets.length, 3);
  const lines = ["POST /path?query=1 HTTP/1.1", "X-Amz-Target: DynamoDB_20120810.BatchWriteItem", "Host: signed.test"];
  assert.equal(server.requests[0]!.text, [...lines, "Content-Length: 6", "", "body 0"].join("\r\n"));
});

test("an agent unpacks bodies", async () => {
  const packed = gzipSync("unpacked").toString("latin1");
  await using server = await answeringServer(() => answerText(packed, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"));
  const agent = new HttpAgent({ clock: systemClock, maxConnections: 1 });
  const response = await agent.send({ method: "GET", url: server.origin, timeoutMs });
  agent.close();
  assert.deepEqual([response.body.toString(), response.headers.get("content-encoding")], ["unpacked", "gzip"]);
});

test("a request without a response is an error that says where and why", async () => {
  const clock = new VirtualClock();
  await using server = await answeringServer(({ path, socket }) => {
    if (path.startsWith("/broken")) socket.write("nonsense\r\n");
    return null;
  });
  const agent = new HttpAgent({ clock, maxConnections: 5 });
  const send = (url: string) => agent.send({ method: "GET", url, timeoutMs });
  const broken = send(`${server.origin}/broken?secret=1`);
  await assert.rejects(broken, {
    code: "PICKUP_HTTP_BAD_STATUS_LINE",
    exitCode: exitCodes.unreachable,
    message: `GET ${server.origin}/broken: the server answered with something that is not an HTTP/1.0 or HTTP/1.1 status line`,
  });
  const slow = send(server.origin);
  while (server.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const rejected = assert.rejects(slow, { code: "PICKUP_HTTP_TIMEOUT", exitCode: exitCodes.unreachable });
  await clock.advance(timeoutMs);
  await rejected;
  const gone = await answeringServer(() => null);
  await gone[Symbol.asyncDispose]();
  await assert.rejects(send(gone.origin), (error: Error) => {
    assert.equal((error.cause as NodeJS.ErrnoException).code, "ECONNREFUSED");
    return /could not be reached \(ECONNREFUSED\)/.test(error.message);
  });
  await assert.rejects(send("nowhere"), { code: "PICKUP_HTTP_BAD_URL" });
  const injected = { method: "GET", url: server.origin, headers: { A: "1\r\nB: 2" }, timeoutMs };
  await assert.rejects(agent.send(injected), { code: "PICKUP_HTTP_BAD_HEADER" });
  agent.close();
});

test("a stale connection is tried again only where the request allows it", async () => {
  await using server = await answeringServer(({ index, socket }) => {
    if (index === 0) return answerText("fresh");
    socket.destroy();
    return null;
  });
  const agent = new HttpAgent({ clock: systemClock, maxConnections: 1 });
  const post = { method: "POST", url: server.origin, timeoutMs };
  await agent.send(post);
  assert.equal((await agent.send({ ...post, isRepeatable: true })).body.toString(), "fresh");
  await assert.rejects(agent.send(post), { name: "KitError" });
  agent.close();
});

test("closing an agent rejects what is on its way, what waits, and what comes later", async () => {
  await using server = await answeringServer(() => null);
  const agent = new HttpAgent({ clock: systemClock, maxConnections: 1 });
  const request = { method: "GET", url: server.origin, timeoutMs };
  const pending = [agent.send(request), agent.send(request)];
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  agent.close();
  for (const promise of [...pending, agent.send(request)]) await assert.rejects(promise, isStopped);
});
