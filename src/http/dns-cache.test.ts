import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { VirtualClock } from "../ground/index.ts";
import { HttpClient } from "./client.ts";
import { DnsCache } from "./dns-cache.ts";

test("a name is asked once for all who want it, and again after half a minute", async () => {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const cache = new DnsCache(clock, (hostname) => {
    asked.push(hostname);
    return Promise.resolve(["10.0.0.1", "10.0.0.2"]);
  });
  const both = await Promise.all([cache.addressesOf("a.test"), cache.addressesOf("a.test")]);
  assert.deepEqual(both, [both[0], both[0]]);
  await clock.advance(29_999);
  assert.deepEqual(cache.addressesOf("a.test"), ["10.0.0.1", "10.0.0.2"]);
  await clock.advance(1);
  await cache.addressesOf("a.test");
  assert.deepEqual(asked, ["a.test", "a.test"]);
});

test("an address is its own, and an address that answered is tried first", async () => {
  const cache = new DnsCache(new VirtualClock(), () => Promise.resolve(["::1", "127.0.0.1"]));
  assert.deepEqual(cache.addressesOf("127.0.0.1"), ["127.0.0.1"]);
  assert.deepEqual(cache.addressesOf("::1"), ["::1"]);
  await cache.addressesOf("localhost");
  cache.prefer("localhost", "127.0.0.1");
  assert.deepEqual(cache.addressesOf("localhost"), ["127.0.0.1", "::1"]);
});

test("a failure is not kept", async () => {
  const results = [Promise.reject(new Error("no network")), Promise.resolve(["10.0.0.1"])];
  const cache = new DnsCache(new VirtualClock(), () => results.shift()!);
  await assert.rejects(Promise.resolve(cache.addressesOf("a.test")), /no network/);
  assert.deepEqual(await cache.addressesOf("a.test"), ["10.0.0.1"]);
});

test("a client tries the addresses of a name until one accepts, and a name without any is a connection-error", async () => {
  const clock = new VirtualClock();
  const timeouts = { requestTimeoutMs: 5000, connectTimeoutMs: 5000 };
  await using server = await answeringServer(() => answerText("found"));
  const options = { ...timeouts, clock, recorder: new Recorded() };
  const client = new HttpClient({ origin: `http://localhost:${server.port}`, ...options });
  assert.equal((await client.get("/")).text(), "found");
  client.stop();
  const lost = new HttpClient({ origin: "http://no-such-name.invalid", ...options });
  const answer = await lost.get("/");
  lost.stop();
  assert.equal(answer.outcome, "connection-error");
  assert.match(answer.reason, /^(ENOTFOUND|EAI_AGAIN)$/);
});
