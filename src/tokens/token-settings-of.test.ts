import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type KitError, resolveOptions } from "../ground/index.ts";
import { tokenOptions } from "./options.ts";
import { tokenSettingsOf, type TokenSurroundings } from "./token-settings-of.ts";
import { describeTokens } from "./token-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "pickup-settings-"));
after(() => rmSync(folder, { recursive: true }));
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
writeFileSync(join(folder, "tokens.jsonl"), '{"userId":"a","token":"b","expiresAt":null}\n');
writeFileSync(join(folder, "client.json"), '{"client_id":"kit","client_secret":"from file"}');
writeFileSync(join(folder, "half.json"), '{"client_id":"kit"}');
writeFileSync(join(folder, "broken.json"), '{"client_secret":"S3CRET"');
writeFileSync(join(folder, "empty"), "");

const client = { PICKUP_OAUTH_CLIENT_ID: "kit", PICKUP_OAUTH_CLIENT_SECRET: "from environment" };

function settingsOf(flags: Record<string, string | string[]>, around: Partial<TokenSurroundings> = {}) {
  const { values } = resolveOptions(tokenOptions, { flags, environment: {} });
  return tokenSettingsOf(values, { environment: {}, folder, ...around });
}

test("an address alone means the token service, with the template of the market", async () => {
  const settings = await settingsOf({ tokenUrl: "http://tokens.test/v1?key=S3CRET", market: "emea" });
  assert.ok(settings.kind === "service");
  assert.equal(settings.template.testParameters.additionalTokenPropertyData["market"], "emea");
  assert.deepEqual([settings.pointer, settings.timeoutMs], [null, 10_000]);
  assert.equal(describeTokens(settings), "http://tokens.test/v1");
});

test("a running embedded stack is used when no source is named, and only then", async () => {
  const localUrl = "http://127.0.0.1:4000";
  const service = await settingsOf({}, { localUrl });
  assert.ok(service.kind === "service" && service.url === localUrl);
  const oauth = await settingsOf({ oauthGrant: "token-exchange" }, { localUrl, environment: client });
  assert.ok(oauth.kind === "oauth" && oauth.url === `${localUrl}/oauth/token`);
  assert.equal((await settingsOf({ tokens: "tokens.jsonl" }, { localUrl })).kind, "file");
  assert.equal((await settingsOf({ tokenKind: "none" }, { localUrl })).kind, "none");
});

test("the OAuth client comes from the environment, or from a file when one is named", async () => {
  const flags = { tokenUrl: "http://id.test/token", oauthGrant: "client-credentials", oauthParameter: ["a=b=c", "d="] };
  const settings = await settingsOf(flags, { environment: client });
  assert.ok(settings.kind === "oauth");
  assert.equal(settings.clientSecret, "from environment");
  assert.deepEqual(settings.parameters, { a: "b=c", d: "" });
  const ofFile = await settingsOf({ ...flags, oauthClientFile: "client.json" }, { environment: client });
  assert.ok(ofFile.kind === "oauth" && ofFile.clientSecret === "from file");
  assert.equal(describeTokens(ofFile), "http://id.test/token (OAuth 2, client-credentials)");
});

test("settings survive the way to a worker as plain JSON", async () => {
  for (const flags of [{ signWith: "key.pem" }, { tokenUrl: "http://t.test" }, { tokens: "tokens.jsonl" }]) {
    const settings = await settingsOf(flags);
    assert.deepEqual(JSON.parse(JSON.stringify(settings)), settings);
  }
  assert.equal(describeTokens(await settingsOf({ signWith: "key.pem" })), "signed here with ES256");
});

interface BadInput {
  name: string;
  flags: Record<string, string | string[]>;
  environment?: Record<string, string>;
  code: string;
  exitCode?: number;
  message: RegExp;
}

const url = "http://t.test";
const badInputs: BadInput[] = [
  { name: "no source", flags: {}, code: "PICKUP_TOKENS_NOT_NAMED", message: /^nothing says where/ },
  {
    name: "two sources",
    flags: { tokens: "tokens.jsonl", tokenUrl: url },
    code: "PICKUP_TOKENS_AMBIGUOUS",
    message: /^--tokens and --token-url name/,
  },
  {
    name: "an unknown kind",
    flags: { tokenKind: "magic" },
    code: "PICKUP_OPTION_INVALID",
    message: /^--token-kind is "magic": must be one of service/,
  },
  {
    name: "an unknown market",
    flags: { tokenUrl: url, market: "apac" },
    code: "PICKUP_OPTION_INVALID",
    message: /must be one of us, latam, emea$/,
  },
  {
    name: "an address that is none",
    flags: { tokenUrl: "tokens.test" },
    code: "PICKUP_OPTION_INVALID",
    message: /^--token-url is "tokens.test": must be an address/,
  },
  {
    name: "a secret in the address",
    flags: { tokenUrl: "http://kit:S3CRET@t.test" },
    code: "PICKUP_TOKEN_OPTIONS_INVALID",
    message: /^--token-url holds a user name or a password$/,
  },
  {
    name: "a pointer without a slash",
    flags: { tokenUrl: url, tokenPointer: "token" },
    code: "PICKUP_TOKEN_OPTIONS_INVALID",
    message: /is no JSON pointer/,
  },
  {
    name: "a template that is not there",
    flags: { tokenUrl: url, tokenTemplate: "none.json" },
    code: "PICKUP_TOKEN_TEMPLATE_UNREADABLE",
    message: /none\.json cannot be read: ENOENT$/,
  },
  {
    name: "the service without an address",
    flags: { tokenKind: "service" },
    code: "PICKUP_TOKEN_OPTIONS_INVALID",
    message: /needs an address$/,
  },
  {
    name: "a tokens file that is not there",
    flags: { tokens: "none.jsonl" },
    code: "PICKUP_TOKENS_FILE_UNREADABLE",
    message: /none\.jsonl cannot be read: ENOENT$/,
  },
  {
    name: "a folder as tokens file",
    flags: { tokens: "." },
    code: "PICKUP_TOKENS_FILE_UNREADABLE",
    message: /cannot be read: EISDIR$/,
  },
  {
    name: "an empty tokens file",
    flags: { tokens: "empty" },
    code: "PICKUP_TOKEN_OPTIONS_INVALID",
    message: /holds no token$/,
  },
  {
    name: "a file source without a file",
    flags: { tokenKind: "file" },
    code: "PICKUP_TOKEN_OPTIONS_INVALID",
    message: /needs a file$/,
  },
  {
    name: "signing without a key",
    flags: { tokenKind: "sign" },
    code: "PICKUP_TOKEN_OPTIONS_INVALID",
    message: /needs a key$/,
  },
  {
    name: "a key that is none",
    flags: { signWith: "half.json" },
    code: "PICKUP_SIGNING_KEY_INVALID",
    message: /half\.json is not PEM;/,
  },
  {
    name: "a key for another algorithm",
    flags: { signWith: "key.pem", alg: "EdDSA" },
    code: "PICKUP_SIGNING_KEY_INVALID",
    message: /for ES256, not for EdDSA$/,
  },
  {
    name: "an unknown algorithm",
    flags: { signWith: "key.pem", alg: "none" },
    code: "PICKUP_OPTION_INVALID",
    message: /must be one of ES256/,
  },
  {
    name: "a life of no time",
    flags: { signWith: "key.pem", signLifetime: "0" },
    code: "PICKUP_OPTION_INVALID",
    message: /must be at least 1s$/,
  },
  {
    name: "no OAuth client",
    flags: { tokenUrl: url, oauthGrant: "token-exchange" },
    code: "PICKUP_OAUTH_CLIENT_MISSING",
    exitCode: 4,
    message: /PICKUP_OAUTH_CLIENT_ID and PICKUP_OAUTH_CLIENT_SECRET missing$/,
  },
  {
    name: "an OAuth client without a secret",
    flags: { tokenUrl: url, oauthGrant: "token-exchange" },
    environment: { PICKUP_OAUTH_CLIENT_ID: "kit", PICKUP_OAUTH_CLIENT_SECRET: "" },
    code: "PICKUP_OAUTH_CLIENT_MISSING",
    exitCode: 4,
    message: /known: PICKUP_OAUTH_CLIENT_SECRET missing$/,
  },
  {
    name: "a client file without a secret",
    flags: { tokenUrl: url, oauthGrant: "token-exchange", oauthClientFile: "half.json" },
    code: "PICKUP_OAUTH_CLIENT_MISSING",
    exitCode: 4,
    message: /client_secret in .*half\.json missing$/,
  },
  {
    name: "a broken client file",
    flags: { tokenUrl: url, oauthGrant: "token-exchange", oauthClientFile: "broken.json" },
    code: "PICKUP_OAUTH_CLIENT_INVALID",
    exitCode: 4,
    message: /broken\.json is no JSON object$/,
  },
  {
    name: "a client file that is not there",
    flags: { tokenUrl: url, oauthGrant: "token-exchange", oauthClientFile: "no.json" },
    code: "PICKUP_OAUTH_CLIENT_UNREADABLE",
    exitCode: 4,
    message: /no\.json cannot be read: ENOENT$/,
  },
  {
    name: "a form field without a name",
    flags: { tokenUrl: url, oauthGrant: "token-exchange", oauthParameter: ["=S3CRET"] },
    environment: client,
    code: "PICKUP_TOKEN_OPTIONS_INVALID",
    message: /^an --oauth-parameter is not NAME=VALUE$/,
  },
];

for (const { name, flags, environment = {}, code, exitCode = 2, message } of badInputs) {
  test(`${name} is one clear error with a hint and exit code ${exitCode}`, async () => {
    await assert.rejects(
      async () => settingsOf(flags, { environment }),
      (error: KitError) => {
        assert.match(error.message, message);
        assert.deepEqual([error.code, error.exitCode], [code, exitCode]);
        assert.ok(error.hint !== undefined && !`${error.message}${error.hint}`.includes("S3CRET"));
        return true;
      },
    );
  });
}
