import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { KitError, systemClock } from "../ground/index.ts";
import { marketTemplateUrl, readPayloadTemplate } from "./payload-template.ts";
import type { OauthSettings, ServiceSettings } from "./token-settings.ts";
import { tokenSource } from "./token-source.ts";

const secret = "eyJhbGciOiJub25lIn0.c2VjcmV0.c2ln";

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

async function serve(t: TestContext, listener: Listener): Promise<string> {
  const server = createServer((request, response) => void listener(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serviceOf(t: TestContext, url: string, more: Partial<ServiceSettings> = {}) {
  const template = await readPayloadTemplate(marketTemplateUrl("us"));
  const settings = { kind: "service", url, template, pointer: null, timeoutMs: 2000, ...more } as const;
  const source = tokenSource(settings, systemClock);
  t.after(() => source.close?.());
  return source;
}

function oauthOf(t: TestContext, url: string, more: Partial<OauthSettings> = {}) {
  const settings: OauthSettings = {
    kind: "oauth",
    url,
    grant: "client-credentials",
    authentication: "basic",
    clientId: "kit",
    clientSecret: "p:ä ss",
    parameters: {},
    pointer: null,
    timeoutMs: 2000,
    ...more,
  };
  const source = tokenSource(settings, systemClock);
  t.after(() => source.close?.());
  return source;
}

const answering = (status: number, body: string): Listener => {
  return (_request, response) => void response.writeHead(status).end(body);
};

test("the service is asked by POST with the user's payload, and its encryptedToken is the token", async (t) => {
  const bodies: unknown[] = [];
  const url = await serve(t, async (request, response) => {
    bodies.push({
      method: request.method,
      type: request.headers["content-type"],
      body: JSON.parse(await text(request)),
    });
    response.end(JSON.stringify({ encryptedToken: "opaque-token", expires_in: 60 }));
  });
  const source = await serviceOf(t, url);
  const before = Date.now();
  const { value, expiresAtMs } = await source.fetch("PICKUP-LT-1");
  assert.equal(value, "opaque-token");
  assert.ok(expiresAtMs! >= before + 60_000 && expiresAtMs! <= Date.now() + 60_000);
  const [asked] = bodies as [{ method: string; type: string; body: Record<string, Record<string, object>> }];
  assert.deepEqual([asked.method, asked.type], ["POST", "application/json"]);
  assert.equal(Object.entries(asked.body["testParameters"]!["additionalTokenPropertyData"]!)[3]![1], "PICKUP-LT-1");
});

test("access_token serves when there is no encryptedToken, and a pointer finds the token anywhere", async (t) => {
  const url = await serve(t, answering(201, JSON.stringify({ access_token: "a", data: [{ "to/ken": "b" }] })));
  assert.equal((await (await serviceOf(t, url)).fetch("x")).value, "a");
  assert.equal((await (await serviceOf(t, url, { pointer: "/data/0/to~1ken" })).fetch("x")).value, "b");
});

test("client_credentials with Basic authentication sends the encoded client and the grant", async (t) => {
  let seen: { authorization: string | undefined; form: string } | undefined;
  const url = await serve(t, async (request, response) => {
    seen = { authorization: request.headers.authorization, form: await text(request) };
    response.end(JSON.stringify({ access_token: "a", token_type: "Bearer", expires_in: 60 }));
  });
  await oauthOf(t, url, { parameters: { scope: "history read" } }).fetch("x");
  const encoded = Buffer.from("kit:p%3A%C3%A4+ss").toString("base64");
  assert.deepEqual(seen, {
    authorization: `Basic ${encoded}`,
    form: "grant_type=client_credentials&scope=history+read",
  });
});

test("a token that does not depend on the user is asked for once by users who come together", async (t) => {
  let requests = 0;
  const url = await serve(t, (_request, response) => response.end(`{"access_token":"t${++requests}"}`));
  const source = oauthOf(t, url);
  const tokens = await Promise.all(["a", "b", "c"].map((user) => source.fetch(user)));
  assert.deepEqual(
    tokens.map(({ value }) => value),
    ["t1", "t1", "t1"],
  );
  assert.equal((await source.fetch("d")).value, "t1");
});

test("token exchange sends the user as subject, the client in the body and further fields with the user's id", async (t) => {
  const forms: Record<string, string>[] = [];
  const url = await serve(t, async (request, response) => {
    forms.push(Object.fromEntries(new URLSearchParams(await text(request))));
    response.end('{"access_token":"a"}');
  });
  const source = oauthOf(t, url, {
    grant: "token-exchange",
    authentication: "body",
    clientSecret: "{userId}",
    parameters: { requested_subject: "{userId}", audience: "pickup" },
  });
  await source.fetch("u$&1");
  await source.fetch("u2");
  assert.deepEqual(forms[0], {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: "u$&1",
    subject_token_type: "urn:pickup-load-test:user-id",
    requested_subject: "u$&1",
    audience: "pickup",
    client_id: "kit",
    client_secret: "{userId}",
  });
  assert.equal(forms[1]!["subject_token"], "u2");
});

const expired = `${Buffer.from("{}").toString("base64url")}.${Buffer.from('{"exp":1000}').toString("base64url")}.c2ln`;
const badAnswers: { name: string; status: number; body: string; code: string; message: RegExp }[] = [
  {
    name: "a refusal with keys",
    status: 403,
    body: `{"code":"x","detail":"${secret}"}`,
    code: "PICKUP_TOKEN_REFUSED",
    message: /status 403, the body has code, detail$/,
  },
  {
    name: "an OAuth error",
    status: 401,
    body: '{"error":"invalid_client"}',
    code: "PICKUP_TOKEN_REFUSED",
    message: /status 401, error invalid_client$/,
  },
  {
    name: "an unknown OAuth error",
    status: 400,
    body: `{"error":"${secret}"}`,
    code: "PICKUP_TOKEN_REFUSED",
    message: /the body has error$/,
  },
  {
    name: "a redirect",
    status: 302,
    body: "",
    code: "PICKUP_TOKEN_REFUSED",
    message: /status 302, the body is empty$/,
  },
  {
    name: "a page instead of JSON",
    status: 200,
    body: `<html>${secret}`,
    code: "PICKUP_TOKEN_ANSWER_INVALID",
    message: /has no encryptedToken or access_token: the body is 39 bytes of no JSON$/,
  },
  { name: "an empty body", status: 200, body: "", code: "PICKUP_TOKEN_ANSWER_INVALID", message: /the body is empty$/ },
  {
    name: "another field",
    status: 200,
    body: `{"jwt":"${secret}","ttl":5}`,
    code: "PICKUP_TOKEN_ANSWER_INVALID",
    message: /the body has jwt, ttl$/,
  },
  {
    name: "a list",
    status: 200,
    body: `["${secret}"]`,
    code: "PICKUP_TOKEN_ANSWER_INVALID",
    message: /the body is a list$/,
  },
  { name: "null", status: 200, body: "null", code: "PICKUP_TOKEN_ANSWER_INVALID", message: /the body is a null$/ },
  {
    name: "a token that is a number",
    status: 200,
    body: '{"access_token":12}',
    code: "PICKUP_TOKEN_ANSWER_INVALID",
    message: /the body has access_token$/,
  },
  {
    name: "a token with a line break",
    status: 200,
    body: '{"access_token":"a\\r\\nx: y"}',
    code: "PICKUP_TOKEN_ANSWER_INVALID",
    message: /characters that no header may carry$/,
  },
  {
    name: "an expired token",
    status: 200,
    body: `{"access_token":"${expired}"}`,
    code: "PICKUP_TOKEN_EXPIRED",
    message: /gave a token that expired \d+ s ago$/,
  },
  {
    name: "a rate limit",
    status: 429,
    body: "{}",
    code: "PICKUP_TOKEN_SERVICE_FAILED",
    message: /answered with status 429$/,
  },
  {
    name: "a failing service",
    status: 503,
    body: secret,
    code: "PICKUP_TOKEN_SERVICE_FAILED",
    message: /answered with status 503$/,
  },
];

for (const { name, status, body, code, message } of badAnswers) {
  test(`${name} is one clear error with exit code 4 that gives no value away`, async (t) => {
    const url = await serve(t, answering(status, body));
    for (const source of [await serviceOf(t, `${url}/token?key=K3Y`), oauthOf(t, url)]) {
      await assert.rejects(source.fetch("PICKUP-LT-1"), (error: KitError) => {
        assert.match(error.message, message);
        assert.equal(error.code, code);
        assert.equal(error.exitCode, 4);
        assert.ok(error.hint);
        for (const hidden of [secret, "K3Y", "PICKUP-LT-1", "c2VjcmV0"]) assert.ok(!error.message.includes(hidden));
        return true;
      });
    }
  });
}

const unreachable: { name: string; listener: Listener | null; message: RegExp; timeoutMs?: number }[] = [
  { name: "nobody listens", listener: null, message: /\/ cannot be reached: ECONNREFUSED$/ },
  {
    name: "it hangs up",
    listener: (request: IncomingMessage) => request.socket.destroy(),
    message: /closed the connection without an answer|cannot be reached: ECONNRESET/,
  },
  { name: "it is silent", listener: () => undefined, message: /did not answer in time$/, timeoutMs: 100 },
];

for (const { name, listener, message, timeoutMs = 10_000 } of unreachable) {
  test(`a token service is unreachable (exit code 5) when ${name}`, async (t) => {
    const url = listener === null ? "http://127.0.0.1:1" : await serve(t, listener);
    const source = await serviceOf(t, url, { timeoutMs });
    await assert.rejects(source.fetch("x"), { code: "PICKUP_TOKEN_SERVICE_UNREACHABLE", exitCode: 5, message });
  });
}

test("without tokens every user has the empty one", async () => {
  assert.deepEqual(await tokenSource({ kind: "none" }, systemClock).fetch("x"), { value: "", expiresAtMs: null });
});
