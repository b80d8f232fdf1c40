import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { TLSSocket } from "node:tls";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { emptyFolder } from "../../test/support/kit.ts";
import { needs } from "../../test/support/needs.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { selfSigned } from "../../test/support/self-signed.ts";
import { resolveOptions, systemClock } from "../ground/index.ts";
import { HttpClient } from "./client.ts";
import { httpSettingsOf } from "./http-settings.ts";
import { httpOptions } from "./options.ts";

const openssl = needs("openssl");

function settingsOf(folder: string, flags: { readonly [key: string]: string | boolean }) {
  return httpSettingsOf(resolveOptions(httpOptions, { flags, environment: {} }).values, { folder, environment: {} });
}

function folderWith(t: TestContext, files: { readonly [name: string]: string }): string {
  const folder = emptyFolder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test("a server that asks for a certificate gets the one that was named", openssl, async (t) => {
  const [server, own] = [selfSigned(), selfSigned()];
  const folder = folderWith(t, { "ca.pem": server.cert, "own.pem": own.cert, "own.key": own.key });
  const tls = { ...server, ca: own.cert, requestCert: true, rejectUnauthorized: true };
  await using api = await answeringServer(({ socket }) => {
    return answerText((socket as TLSSocket).getPeerCertificate().subject.CN as string);
  }, tls);
  const get = async (flags: { readonly [key: string]: string }) => {
    const http = await settingsOf(folder, flags);
    const client = new HttpClient({ origin: api.origin, ...http, clock: { ...systemClock }, recorder: new Recorded() });
    const answer = await client.get("/");
    client.stop();
    return [answer.outcome, answer.text()];
  };
  assert.deepEqual(await get({ ca: "ca.pem", clientCert: "own.pem", clientKey: "own.key" }), ["ok", "localhost"]);
  assert.deepEqual(await get({ ca: "ca.pem" }), ["connection-error", ""]);
});

test("files that do not do are refused before anything is sent, and none is shown", openssl, async (t) => {
  const [one, other] = [selfSigned(), selfSigned()];
  const folder = folderWith(t, { "one.pem": one.cert, "one.key": one.key, "other.key": other.key, "no.pem": "secret" });
  const broken = one.key.replace(/\n.{20}/, "\nsecret--------------");
  writeFileSync(join(folder, "broken.key"), broken);
  const cases: readonly (readonly [flags: { readonly [key: string]: string }, code: string, message: RegExp])[] = [
    [{ ca: "missing.pem" }, "PICKUP_TLS_FILE", /--ca: missing\.pem cannot be read \(ENOENT\)/],
    [{ ca: "." }, "PICKUP_TLS_FILE", /cannot be read \(EISDIR\)/],
    [{ ca: "no.pem" }, "PICKUP_TLS_FILE", /--ca: no\.pem is no PEM file/],
    [{ clientCert: "one.pem" }, "PICKUP_TLS_HALF", /only one is given/],
    [{ clientKey: "one.key" }, "PICKUP_TLS_HALF", /only one is given/],
    [{ clientCert: "one.pem", clientKey: "other.key" }, "PICKUP_TLS_INVALID", /KEY_VALUES_MISMATCH/],
    [{ clientCert: "one.pem", clientKey: "broken.key" }, "PICKUP_TLS_INVALID", /cannot be used/],
  ];
  for (const [flags, code, message] of cases) {
    await assert.rejects(settingsOf(folder, flags), (error: Error & { code: string; exitCode: number }) => {
      assert.deepEqual([error.code, error.exitCode], [code, 2]);
      assert.match(error.message, message);
      assert.doesNotMatch(`${error.message} ${error.stack}`, /secret|BEGIN/);
      return true;
    });
  }
});
