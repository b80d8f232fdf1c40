import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { answeringServer, answerText } from "./support/answering-server.ts";
import { emptyFolder, runPickup } from "./support/kit.ts";
import { http2Server } from "./support/http2-server.ts";
import { needs } from "./support/needs.ts";
import { selfSigned } from "./support/self-signed.ts";

const testFile = `
import { constant, defineLoadTest } from "pickup-load-test";
const run = async (user) => void (await user.http.get("/"));
export default defineLoadTest({ users: { plain: { wait: constant(0.1), tasks: { get: run } } } });
`;

/** Every file below a folder, as one text. */
function allTextIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
}

test(
  "a secure API is loaded with basic authorization, and no report shows the password",
  needs("openssl"),
  async (t) => {
    const own = selfSigned();
    await using api = await answeringServer(() => answerText("in"), own);
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "ca.pem"), own.cert);
    writeFileSync(join(folder, "get.ts"), testFile);
    const host = api.origin.replace("//", "//me:pass%40word@");
    const load = (...flags: string[]) => runPickup(folder, ["load", "get.ts", "-H", host, ...briefly, ...flags]);

    const refused = await load();
    assert.equal(refused.exitCode, 5, refused.stdout + refused.stderr);
    assert.match(refused.stderr, /https:\/\/127.*SELF_SIGNED_CERT[^]*--ca FILE/);

    const trusted = await load("--ca", "ca.pem", "--json-file", "trusted.json");
    assert.equal(trusted.exitCode, 0, trusted.stdout + trusted.stderr);
    assert.doesNotMatch(trusted.stdout, /insecure/);

    const lenient = await load("--insecure", "--json-file", "lenient.json");
    assert.equal(lenient.exitCode, 0, lenient.stdout + lenient.stderr);
    assert.match(lenient.stdout, /warning: any certificate[^]*\nAPI: https:\/\/\*\*\*@127\.0\.0\.1/);
    assert.match(lenient.stdout, /Run .* CERTIFICATES NOT CHECKED/);

    const summaryIn = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8")).run;
    assert.deepEqual([summaryIn("trusted.json").insecure, summaryIn("lenient.json").insecure], [false, true]);
    assert.equal(summaryIn("lenient.json").host, host.replace("me:pass%40word", "***"));
    const secrets = /pass(%40|@)word|bWU6/;
    const shown = [refused, trusted, lenient].map(({ stdout, stderr }) => stdout + stderr).join("\n");
    assert.doesNotMatch(shown + allTextIn(folder), secrets);

    const basic = `Basic ${Buffer.from("me:pass@word").toString("base64")}`;
    assert.ok(api.requests.length > 2);
    for (const { text } of api.requests) assert.match(text, new RegExp(`\r\nauthorization: ${basic}\r\n`));
  },
);

const briefly = "--headless -u 2 -r 2 -t 1s --workers 1".split(" ");

test("users connect from the addresses that are named, and through the proxy of the environment", async (t) => {
  const from = new Set<string | undefined>();
  await using server = await answeringServer(({ socket }) => {
    from.add(socket.remoteAddress);
    return answerText("in");
  });
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "get.ts"), testFile);
  const proxy = server.origin.replace("//", "//me:pass-word@");
  const flags = ["-u", "4", "-r", "100", "-t", "1s", "--workers", "1"];
  const proxied = ["-H", "http://api.example.test", "--allow-host", "api.example.test", "--json-file", "summary.json"];
  const range = process.platform === "linux" ? "127.0.0.2-127.0.0.3" : "127.0.0.1";
  const ended = await runPickup(
    folder,
    ["load", "--headless", "get.ts", ...flags, ...proxied, "--local-address", range],
    {
      HTTP_PROXY: proxy,
    },
  );
  assert.equal(ended.exitCode, 0, ended.stdout + ended.stderr);
  assert.match(ended.stdout, /API: http:\/\/api\.example\.test through the proxy http:\/\/\*\*\*@127\.0\.0\.1/);
  assert.doesNotMatch(ended.stdout + ended.stderr + allTextIn(folder), /pass-word|bWU6/);
  assert.ok(server.requests.length >= 4);
  for (const { path } of server.requests) assert.equal(path, "http://api.example.test/");
  assert.deepEqual(from, new Set(process.platform === "linux" ? ["127.0.0.2", "127.0.0.3"] : ["127.0.0.1"]));
  const { endpoints, generator } = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"));
  assert.ok(endpoints[0].phasesMs.connect.p50 > 0 && endpoints[0].phasesMs.firstByte.p50 > 0);
  assert.deepEqual([endpoints[0].phasesMs.tls, endpoints[0].phasesMs.dns, generator.repeats], [null, null, 0]);
});

test(
  "a test file loads an API by HTTP/2, and one that has none is refused before the run",
  needs("openssl"),
  async (t) => {
    const own = selfSigned();
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "ca.pem"), own.cert);
    writeFileSync(join(folder, "get.ts"), testFile.replace("{ users", "{ http: { version: 2 }, users"));
    const load = (host: string) =>
      runPickup(folder, [
        "load",
        "--headless",
        "get.ts",
        "-H",
        host,
        "-u",
        "2",
        "-r",
        "100",
        "-t",
        "1s",
        "--workers",
        "1",
        "--ca",
        "ca.pem",
      ]);

    await using old = await answeringServer(() => answerText("in"), own);
    const refused = await load(old.origin);
    assert.equal(refused.exitCode, 5, refused.stdout + refused.stderr);
    assert.match(refused.stderr, /PICKUP_HTTP_NOT_HTTP2[^]*http: \{ version: 2 \}/);

    await using api = await http2Server(({ stream }) => {
      stream.respond({ ":status": 200 });
      stream.end("in");
    }, own);
    const loaded = await load(api.origin);
    assert.equal(loaded.exitCode, 0, loaded.stdout + loaded.stderr);
    assert.match(loaded.stdout, /^API: https:.* by HTTP\/2 /m);
    assert.ok(api.requests.length >= 4);
    // One to see that it can be reached, and one for each user.
    assert.equal(api.sessions.length, 3);
  },
);
