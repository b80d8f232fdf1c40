import assert from "node:assert/strict";
import { test } from "node:test";
import { needs } from "../../test/support/needs.ts";
import { answeringServer } from "../../test/support/answering-server.ts";
import { selfSigned } from "../../test/support/self-signed.ts";
import { systemClock, VirtualClock } from "../ground/index.ts";
import { requireReachableApi } from "./reachable-api.ts";

const settings = {
  requestTimeoutMs: 5000,
  connectTimeoutMs: 5000,
  maxBodyBytes: 1000,
  keptBodyBytes: 0,
  maxRedirects: 5,
  tls: {},
};
const unreachable = { code: "PICKUP_API_UNREACHABLE", exitCode: 5 };

test("an API that accepts a connection is reached without a request", async () => {
  await using server = await answeringServer(() => null);
  await requireReachableApi(server.origin, settings, systemClock);
  await requireReachableApi(server.origin.replace("127.0.0.1", "localhost"), settings, systemClock);
  assert.deepEqual(server.requests, []);
});

test("a refused connection and an unknown name say why", async () => {
  const reached = (host: string) => requireReachableApi(host, settings, systemClock);
  await assert.rejects(reached("http://127.0.0.1:1"), { ...unreachable, message: /127\.0\.0\.1:1 .*ECONNREFUSED$/ });
  await assert.rejects(reached("http://nowhere.invalid"), { ...unreachable, message: /nowhere\.invalid/ });
});

test(
  "a certificate that nobody vouches for is not taken, unless it is named or any is taken",
  needs("openssl"),
  async () => {
    const own = selfSigned();
    await using server = await answeringServer(() => null, own);
    await requireReachableApi(server.origin, { ...settings, tls: { ca: own.cert } }, systemClock);
    await requireReachableApi(server.origin, { ...settings, tls: { isInsecure: true } }, systemClock);
    await assert.rejects(requireReachableApi(server.origin, settings, systemClock), {
      ...unreachable,
      message: /DEPTH_ZERO_SELF_SIGNED_CERT$/,
    });
  },
);

test("a server that says nothing to a TLS greeting is given up in time", async () => {
  await using server = await answeringServer(() => null);
  const clock = new VirtualClock();
  const reached = requireReachableApi(
    server.origin.replace("http:", "https:"),
    { ...settings, connectTimeoutMs: 3000 },
    clock,
  );
  const expected = assert.rejects(reached, { ...unreachable, message: /no connection within 3s$/ });
  await clock.advance(3000);
  await expected;
});
