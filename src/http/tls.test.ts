import assert from "node:assert/strict";
import { test } from "node:test";
import type { TLSSocket } from "node:tls";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { needs } from "../../test/support/needs.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { selfSigned } from "../../test/support/self-signed.ts";
import { type Clock, systemClock } from "../ground/index.ts";
import { HttpClient } from "./client.ts";
import type { TlsSettings } from "./tls-profile.ts";

const openssl = needs("openssl");

function clientOf(origin: string, tls: TlsSettings | undefined, clock: Clock = { ...systemClock }): HttpClient {
  const timeouts = { requestTimeoutMs: 5000, connectTimeoutMs: 5000 };
  return new HttpClient({ origin, ...timeouts, clock, recorder: new Recorded(), tls });
}

test("a trusted certificate is accepted, for a name and for an address", openssl, async () => {
  const { key, cert } = selfSigned();
  await using server = await answeringServer(({ path }) => answerText(path.repeat(30_000)), { key, cert });
  const tls = { ca: cert };
  for (const origin of [server.origin, `https://localhost:${server.port}`]) {
    const client = clientOf(origin, tls);
    for (let i = 0; i < 3; i++) {
      const answer = await client.get("/tls");
      assert.deepEqual([answer.reason, answer.text()], ["", "/tls".repeat(30_000)]);
    }
    client.stop();
  }
  assert.equal(server.sockets.length, 2);
  const names = server.sockets.map((socket) => (socket as TLSSocket).servername);
  assert.deepEqual(names, [false, "localhost"]);
});

test("a certificate that is not trusted is a connection-error, unless any is taken", openssl, async () => {
  const { key, cert } = selfSigned();
  await using server = await answeringServer(() => answerText("in"), { key, cert });
  const strict = clientOf(server.origin, undefined);
  const refused = await strict.get("/");
  strict.stop();
  assert.deepEqual([refused.outcome, refused.reason], ["connection-error", "DEPTH_ZERO_SELF_SIGNED_CERT"]);
  const lenient = clientOf(server.origin, { isInsecure: true });
  assert.equal((await lenient.get("/")).text(), "in");
  lenient.stop();
});

test("users of one thread resume the TLS session of those before, and the handshake is timed", openssl, async () => {
  const { key, cert } = selfSigned();
  await using server = await answeringServer(() => answerText(""), { key, cert });
  const clock = { ...systemClock };
  const tls = { ca: cert };
  const resumed = [];
  for (let user = 0; user < 3; user++) {
    const client = clientOf(server.origin, tls, clock);
    const { timings } = await client.get("/");
    assert.ok(timings.tlsMs > 0);
    await client.get("/");
    resumed.push((server.sockets.at(-1) as TLSSocket).isSessionReused());
    client.stop();
  }
  assert.deepEqual(resumed, [false, true, true]);
});

test("a server that speaks no TLS is a connection-error with a code", async () => {
  await using server = await answeringServer(() => answerText(""));
  server.sockets.length = 0;
  const client = clientOf(server.origin.replace("http", "https"), undefined);
  const asked = client.get("/");
  while (server.sockets.length === 0) await new Promise((resolve) => setImmediate(resolve));
  server.sockets[0]!.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  const answer = await asked;
  client.stop();
  assert.equal(answer.outcome, "connection-error");
  assert.match(answer.reason, /^E[A-Z_]+$/);
});
