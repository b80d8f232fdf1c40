import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { needs } from "../../test/support/needs.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { selfSigned } from "../../test/support/self-signed.ts";
import { tunnellingProxy } from "../../test/support/tunnelling-proxy.ts";
import { systemClock } from "../ground/index.ts";
import { HttpClient } from "./client.ts";
import type { HttpClientOptions } from "./http-client-options.ts";
import { originOf } from "./origin.ts";
import { proxyFor, proxySettingsOf, shownProxyOf } from "./proxy.ts";

function clientOf(origin: string, more: Partial<HttpClientOptions>): HttpClient {
  const timeouts = { requestTimeoutMs: 5000, connectTimeoutMs: 5000 };
  return new HttpClient({ origin, ...timeouts, clock: { ...systemClock }, recorder: new Recorded(), ...more });
}

const authorization = `Proxy-Authorization: Basic ${Buffer.from("me:secret").toString("base64")}`;

test("http goes to the proxy with the whole address and the proxy's credentials", async () => {
  await using proxy = await answeringServer(({ path }) => answerText(path));
  const proxies = proxySettingsOf({ HTTP_PROXY: proxy.origin.replace("//", "//me:secret@") });
  const client = clientOf("http://api.example.test:8080/v1", { proxies, bearer: () => "token" });
  for (let i = 0; i < 2; i++)
    assert.equal((await client.get("/a?b=c")).text(), "http://api.example.test:8080/v1/a?b=c");
  await client.post("/b", { body: "x" });
  client.stop();
  assert.equal(proxy.sockets.length, 1);
  for (const { text } of proxy.requests) {
    assert.match(text, /\r\nHost: api\.example\.test:8080\r\n/);
    assert.ok(text.includes(`\r\n${authorization}\r\n`));
    assert.match(text, /\r\nAuthorization: Bearer token\r\n/);
  }
});

test("https goes through a tunnel, whose proxy sees neither path nor token", needs("openssl"), async () => {
  const own = selfSigned();
  const body = "x".repeat(300_000);
  await using server = await answeringServer(({ text }) => answerText(text.includes("Proxy-") ? "told" : body), own);
  await using proxy = await tunnellingProxy(server.port);
  const proxies = proxySettingsOf({ https_proxy: proxy.address });
  const lenient = clientOf("https://api.example.test", { proxies, tls: { isInsecure: true }, bearer: () => "token" });
  for (let i = 0; i < 3; i++) assert.equal((await lenient.get("/path")).text(), body);
  lenient.stop();
  assert.equal(server.sockets.length, 1);
  assert.deepEqual(proxy.heads, [
    `CONNECT api.example.test:443 HTTP/1.1\r\nHost: api.example.test:443\r\n${authorization}\r\n\r\n`,
  ]);
  const strict = clientOf("https://api.example.test", { proxies, tls: { ca: own.cert } });
  const answer = await strict.get("/");
  strict.stop();
  assert.deepEqual([answer.outcome, answer.reason], ["connection-error", "ERR_TLS_CERT_ALTNAME_INVALID"]);
});

test("a proxy that refuses, breaks off or says too much is a connection-error", async () => {
  for (const [said, code] of [
    ["HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "PICKUP_HTTP_PROXY_REFUSED"],
    ["HTTP/1.1 200 OK\r\n\r\nand more", "PICKUP_HTTP_PROXY_REFUSED"],
    ["x".repeat(70_000), "PICKUP_HTTP_PROXY_REFUSED"],
    ["HTTP/1.1 2", "PICKUP_HTTP_CONNECTION_FAILED"],
  ] as const) {
    await using proxy = await tunnellingProxy(0, said);
    const client = clientOf("https://api.example.test", { proxies: proxySettingsOf({ HTTPS_PROXY: proxy.address }) });
    const answer = await client.get("/");
    client.stop();
    assert.deepEqual([answer.outcome, answer.reason], ["connection-error", code], said.slice(0, 40));
  }
});

test("NO_PROXY names hosts, domains, addresses and ports; this machine is never asked through a proxy", () => {
  const rows: readonly (readonly [except: string, address: string, isProxied: boolean])[] = [
    ["", "http://api.test", true],
    ["*", "http://api.test", false],
    ["api.test", "http://api.test", false],
    ["API.test", "http://a.api.test", false],
    [".api.test", "http://a.api.test", false],
    ["*.api.test", "http://a.api.test", false],
    ["api.test", "http://myapi.test", true],
    ["other.test, api.test", "http://api.test", false],
    ["api.test:8080", "http://api.test:8080", false],
    ["api.test:8080", "http://api.test", true],
    ["10.0.0.1", "http://10.0.0.1", false],
    ["0.0.1", "http://10.0.0.1", true],
    ["fd00::1", "http://[fd00::1]", false],
    ["[fd00::1]:80", "http://[fd00::1]", false],
    ["", "http://localhost:80", false],
    ["", "http://127.0.0.9", false],
    ["", "http://[::1]", false],
    ["", "https://api.test", false],
  ];
  for (const [NO_PROXY, address, isProxied] of rows) {
    const settings = proxySettingsOf({ HTTP_PROXY: "proxy.test:3128", NO_PROXY });
    const proxy = proxyFor(originOf(new URL(address)), settings);
    assert.equal(proxy?.origin.key, isProxied ? "http://proxy.test:3128" : undefined, `${NO_PROXY} ${address}`);
  }
});

test("a proxy is shown without its credentials, and one that is none is refused without them", () => {
  const settings = proxySettingsOf({ https_proxy: "http://me:secret@proxy.test:3128/", HTTPS_PROXY: "http://other" });
  assert.equal(shownProxyOf("https://api.test", settings), "http://***@proxy.test:3128");
  assert.equal(shownProxyOf("http://api.test", settings), null);
  for (const bad of ["https://me:secret@proxy.test", "socks5://me:secret@proxy.test", "http://me:secret@"]) {
    assert.throws(
      () => proxySettingsOf({ HTTP_PROXY: bad }),
      (error: Error & { code: string }) => {
        assert.equal(error.code, "PICKUP_PROXY_INVALID");
        return !error.message.includes("secret");
      },
    );
  }
});
