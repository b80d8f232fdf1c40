import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { systemClock } from "../ground/index.ts";
import { HttpClient } from "./client.ts";
import { addressesIn } from "./local-addresses.ts";

test("an address stands for itself and a range for all in it", () => {
  assert.deepEqual(addressesIn("10.0.0.5"), ["10.0.0.5"]);
  assert.deepEqual(addressesIn("fd00::1"), ["fd00::1"]);
  assert.deepEqual(addressesIn("10.0.0.254-10.0.1.1"), ["10.0.0.254", "10.0.0.255", "10.0.1.0", "10.0.1.1"]);
  assert.deepEqual(addressesIn("255.255.255.255-255.255.255.255"), ["255.255.255.255"]);
  for (const bad of ["", "host", "10.0.0.2-10.0.0.1", "10.0.0.1-", "10.0.0.1-2", "::1-::2", "10.0.0.0-10.9.0.0"]) {
    assert.equal(addressesIn(bad), null, bad);
  }
});

test("a client connects from the address it was given; one that is not of this machine is a connection-error", async () => {
  await using server = await answeringServer(({ socket }) => answerText(socket.remoteAddress!));
  const from = async (localAddress: string) => {
    const client = new HttpClient({
      origin: server.origin,
      requestTimeoutMs: 5000,
      connectTimeoutMs: 5000,
      clock: systemClock,
      recorder: new Recorded(),
      localAddress,
    });
    const answer = await client.get("/");
    client.stop();
    return answer.reason === "" ? answer.text() : answer.reason;
  };
  // Of this machine everywhere; only Linux has all of 127.0.0.0/8.
  const own = process.platform === "linux" ? ["127.0.0.1", "127.0.0.77"] : ["127.0.0.1"];
  for (const address of own) assert.equal(await from(address), address);
  assert.equal(await from("192.0.2.1"), "EADDRNOTAVAIL");
});
