import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { systemClock } from "../ground/index.ts";
import { HttpClient } from "./client.ts";
import { SpareChannels } from "./spare-channels.ts";

function clientTo(origin: string, spares: SpareChannels): HttpClient {
  const timeouts = { requestTimeoutMs: 5000, connectTimeoutMs: 5000 };
  return new HttpClient({ origin, ...timeouts, clock: systemClock, recorder: new Recorded(), spares });
}

test("clients that follow each other ask over the connection that the one before has left", async () => {
  await using server = await answeringServer(({ path }) => answerText(path));
  const spares = new SpareChannels();
  for (const path of ["/a", "/b", "/c"]) {
    const client = clientTo(server.origin, spares);
    assert.equal((await client.get(path)).text(), path);
    client.stop();
  }
  assert.equal(server.sockets.length, 1);
  spares.close();
  await once(server.sockets[0]!, "close");
});

test("clients at the same time have a connection each, and a spare one that was closed is not taken", async () => {
  await using server = await answeringServer(() => answerText("ok"));
  const spares = new SpareChannels();
  const both = [clientTo(server.origin, spares), clientTo(server.origin, spares)];
  await Promise.all(both.map((client) => client.get("/")));
  for (const client of both) client.stop();
  assert.equal(server.sockets.length, 2);
  for (const socket of server.sockets) socket.destroy();
  const last = clientTo(server.origin, spares);
  assert.equal((await last.get("/")).status, 200);
  last.stop();
  spares.close();
});
