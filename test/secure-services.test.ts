import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TLSSocket } from "node:tls";
import { dynamodbClient, placeholderCredentials, TableAdmin } from "../src/dynamodb/index.ts";
import { resolveOptions, systemClock } from "../src/ground/index.ts";
import type { ConnectSettings } from "../src/http/index.ts";
import { tokenOptions, tokenSettingsOf, tokenSource } from "../src/tokens/index.ts";
import { type AnsweringServer, answeringServer, answerText, type WireRequest } from "./support/answering-server.ts";
import { emptyFolder, runPickup } from "./support/kit.ts";
import { needs } from "./support/needs.ts";
import { selfSigned } from "./support/self-signed.ts";
import { tunnellingProxy } from "./support/tunnelling-proxy.ts";

const keys = {
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
};
const table = { TableStatus: "ACTIVE", CreationDateTime: 1_700_000_000, ...keys };

/** Answers as the token service and as DynamoDB do. */
function serve({ path }: WireRequest): string {
  return answerText(JSON.stringify(path.endsWith("/token") ? { encryptedToken: "secret-token" } : { Table: table }));
}

/** Asks an address as the token client, the DynamoDB client and the AWS SDK do. */
async function askAll(address: string, connect?: ConnectSettings): Promise<string[]> {
  const { values } = resolveOptions(tokenOptions, { flags: { tokenUrl: `${address}/token` }, environment: {} });
  const settings = await tokenSettingsOf(values, { environment: {}, folder: "/" });
  const target = { endpoint: address, region: "us-west-2", table: "t-test", ...(connect && { connect }) };
  const tokens = tokenSource(settings, systemClock, connect);
  const client = dynamodbClient(target, placeholderCredentials, systemClock);
  using admin = await TableAdmin.open(target, placeholderCredentials, systemClock);
  try {
    const token = (await tokens.fetch("user-1")).value;
    await client.send("DescribeTable", "{}");
    return [token, (await admin.describe())!.status];
  } finally {
    tokens.close?.();
    client.close();
  }
}

const expected = ["secret-token", "ACTIVE"];

test(
  "the clients of tokens and DynamoDB trust and show the certificates that are named",
  needs("openssl"),
  async () => {
    const [own, mine] = [selfSigned(), selfSigned()];
    await using server = await answeringServer(serve, {
      ...own,
      ca: mine.cert,
      requestCert: true,
      rejectUnauthorized: false,
    });
    const tls = { ca: own.cert, cert: mine.cert, key: mine.key };
    assert.deepEqual(await askAll(server.origin, { tls }), expected);
    assert.ok(isAuthorized(server));
    assert.deepEqual(await askAll(server.origin, { tls: { isInsecure: true } }), expected);
    await assert.rejects(askAll(server.origin), { message: /DEPTH_ZERO_SELF_SIGNED_CERT/ });
  },
);

test("the clients of tokens and DynamoDB go through the proxies", needs("openssl"), async () => {
  await using plain = await answeringServer(serve);
  const http = plain.origin.replace("//", "//me:secret@");
  const seen = await askAll("http://service.example.test", { tls: {}, proxies: { http, https: null, except: [] } });
  assert.deepEqual(seen, expected);
  for (const { text } of plain.requests) {
    assert.match(text, /^POST http:\/\/service\.example\.test\/[^]*\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n/);
  }

  await using server = await answeringServer(serve, selfSigned());
  await using proxy = await tunnellingProxy(server.port);
  const proxies = { http: null, https: proxy.address, except: [] };
  assert.deepEqual(await askAll("https://service.example.test", { tls: { isInsecure: true }, proxies }), expected);
  assert.equal(proxy.heads.length, 3);
  for (const head of proxy.heads) assert.match(head, /^CONNECT service\.example\.test:443 /);
});

test("`pickup tokens` and `pickup seed` take the certificates of --ca", needs("openssl"), async (t) => {
  const own = selfSigned();
  await using server = await answeringServer(serve, own);
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "ca.pem"), own.cert);
  assert.equal((await runPickup(folder, ["config", "3"])).exitCode, 0);
  const [ask, seed] = [
    ["tokens", "--token-url", `${server.origin}/token`],
    ["seed", "--dry-run", "--endpoint", server.origin],
  ];
  const [refused, asked, found, lenient] = await Promise.all([
    runPickup(folder, [...ask, "--out", "none.jsonl"]),
    runPickup(folder, [...ask, "--ca", "ca.pem"]),
    runPickup(folder, [...seed, "--ca", "ca.pem"]),
    runPickup(folder, [...seed, "--insecure"]),
  ]);
  assert.match(refused.stderr, /DEPTH_ZERO_SELF_SIGNED_CERT/);
  assert.equal(asked.exitCode, 0, asked.stderr);
  // The table it found has other keys: it was reached.
  assert.match(found.stderr, /has partition key id/);
  assert.match(lenient.stdout, /warning: any certificate of any server is taken \(--insecure\)/);
});

function isAuthorized({ sockets }: AnsweringServer): boolean {
  return sockets.every((socket) => (socket as TLSSocket).authorized);
}
