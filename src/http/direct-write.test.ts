import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { DirectWriter, maxDirectLength } from "./direct-write.ts";

async function socketPair(): Promise<{ here: Socket; there: Socket } & AsyncDisposable> {
  const server = createServer({ pauseOnConnect: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const here = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [[there]] = (await Promise.all([once(server, "connection"), once(here, "connect")])) as [[Socket], unknown];
  return {
    here,
    there,
    async [Symbol.asyncDispose]() {
      here.destroy();
      there.destroy();
      server.close();
    },
  };
}

test("this Node has what writing past the stream takes", () => {
  assert.notEqual(DirectWriter.create(), null);
});

test("a short text is taken at once, byte for byte", async () => {
  await using pair = await socketPair();
  const text = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
  assert.equal(DirectWriter.create()!.write(pair.here, text), null);
  pair.there.resume();
  const [bytes] = (await once(pair.there, "data")) as [Buffer];
  assert.equal(bytes.toString("latin1"), text);
});

test("what the send buffer does not take is told of when it is gone, whole and in order", async () => {
  await using pair = await socketPair();
  const writer = DirectWriter.create()!;
  let length = 0;
  for (let number = 0; ; number++) {
    const text = String.fromCharCode(number & 0xff).repeat(maxDirectLength);
    length += text.length;
    // Every other one as a text and bytes behind it.
    const [head, body] = number % 2 === 0 ? [text, null] : [text.slice(0, 100), Buffer.from(text.slice(100), "latin1")];
    const request = writer.write(pair.here, head, body);
    if (request === null) continue;
    const flushed = new Promise<void>((resolve) => writer.await(request, pair.here, resolve));
    const received: Buffer[] = [];
    pair.there.on("data", (bytes: Buffer) => received.push(bytes));
    pair.there.resume();
    await flushed;
    while (received.reduce((sum, { length }) => sum + length, 0) < length) await once(pair.there, "data");
    const all = Buffer.concat(received);
    assert.equal(all.length, length);
    assert.ok(all.every((byte, at) => byte === (Math.floor(at / maxDirectLength) & 0xff)));
    return;
  }
});

test("an error in a write ends the socket with its code, and a socket that is gone takes nothing", async () => {
  await using pair = await socketPair();
  const writer = DirectWriter.create()!;
  pair.here.end();
  await once(pair.here, "finish");
  const failed = once(pair.here, "error");
  writer.write(pair.here, "too late");
  const [error] = (await failed) as [NodeJS.ErrnoException];
  assert.equal(error.code, "EPIPE");
  assert.equal(writer.write(pair.here, "far too late"), null);
});
