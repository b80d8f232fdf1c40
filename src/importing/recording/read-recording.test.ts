import assert from "node:assert/strict";
import { test } from "node:test";
import { importText } from "../import-text.ts";

const choices = { origins: [], keepsAssets: false };

interface Recorded {
  readonly url?: string;
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly type?: string;
  readonly text?: string;
  readonly status?: number;
  readonly mime?: string;
  /** Milliseconds since the one before, which took 100. */
  readonly after?: number;
}

/** A recording of these requests. */
function recordingOf(...all: readonly Recorded[]): string {
  let now = Date.parse("2026-11-01T12:00:00Z");
  const entries = all.map(
    ({ url = "/", method = "GET", headers = {}, type, text, status = 200, mime = "", after = 110 }) => {
      now += after;
      return {
        startedDateTime: new Date(now).toISOString(),
        time: 100,
        request: {
          method,
          url: new URL(url, "https://shop.test").href,
          headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
          ...(text === undefined ? {} : { postData: { mimeType: type ?? "application/json", text } }),
        },
        response: { status, content: { mimeType: mime } },
      };
    },
  );
  return JSON.stringify({ log: { version: "1.2", creator: { name: "test", version: "1" }, entries } });
}

function imported(all: readonly Recorded[], own: Partial<typeof choices> & { host?: string } = {}) {
  return importText(recordingOf(...all), "recording.har", { ...choices, ...own });
}

/** The requests of the test file, each on one line. */
function requestsOf(...all: readonly Recorded[]): string[] {
  const { typeScript } = imported(all);
  return [...typeScript.matchAll(/user\.http\.(\w+\([^]*?\));\n/g)].map(([, call]) => call!.replaceAll(/\s+/g, " "));
}

test("the busiest origin is under test, and of the others it is said how to keep them", () => {
  const all = [{ url: "/a" }, { url: "/b" }, { url: "https://stats.test/collect" }];
  const { scenario, hints, typeScript } = imported(all);
  assert.equal(scenario.host, "https://shop.test");
  assert.doesNotMatch(typeScript, /stats/);
  assert.match(hints.join("\n"), /--origin URL: https:\/\/stats\.test \(1\)/);
  const both = imported(all, {
    origins: ["https://stats.test", "https://shop.test"] as never[],
    host: "http://127.0.0.1:1",
  });
  assert.equal(both.scenario.host, "http://127.0.0.1:1");
  assert.match(both.typeScript, /get\("\/collect"\)/);
  assert.match(both.typeScript, /get\("https:\/\/shop\.test\/a"\);/);
});

test("images, scripts, preflights, sockets and unanswered requests are left out", () => {
  const all = [
    { url: "/a" },
    { url: "/logo", mime: "image/png" },
    { url: "/app.js?v=1" },
    { url: "/a", method: "OPTIONS" },
    { url: "wss://shop.test/live", status: 101 },
    { url: "/gone", status: 0 },
  ];
  assert.deepEqual(requestsOf(...all), ['get("/a")']);
  const { hints, typeScript } = imported(all, { keepsAssets: true });
  assert.match(typeScript, /\/logo/);
  assert.match(hints.join("\n"), /3 preflight, socket or unanswered requests/);
});

test("requests at once are one task, and a pause goes on to the next, the last one to the first", () => {
  const { typeScript, scenario } = imported([
    { url: "/a" },
    { url: "/b" },
    { url: "/c", after: 2_640 },
    { url: "/d", after: 4_100 },
  ]);
  const [recording] = scenario.users[0]!.tasks;
  assert.ok(recording !== undefined && "order" in recording.does);
  assert.equal(recording.does.order, "sequence");
  assert.deepEqual(
    recording.does.tasks.map(({ name }) => name),
    ["getA", "getC", "getD"],
  );
  const seconds = [...typeScript.matchAll(/pause\(user, ([\d.]+)\)/g)].map(([, number]) => Number(number));
  assert.deepEqual(seconds, [2.5, 4, 4]);
  assert.match(typeScript, /wait: constant\(0\)/);
  assert.match(imported([{ url: "/a" }]).typeScript, /wait: between\(1, 5\)/);
});

test("ids are folded into the name under which a request is counted, and so is its query", () => {
  assert.deepEqual(
    requestsOf(
      { url: "/items/17/parts/4f0c2a1e-0000-4000-8000-000000000000" },
      { url: "/list?page=2" },
      { url: "/users/507f1f77bcf86cd799439011" },
      { url: "/v1/items" },
    ),
    [
      'get("/items/17/parts/4f0c2a1e-0000-4000-8000-000000000000", { name: "/items/:id/parts/:id" })',
      'get("/list?page=2", { name: "/list" })',
      'get("/users/507f1f77bcf86cd799439011", { name: "/users/:id" })',
      'get("/v1/items")',
    ],
  );
});

test("headers of the browser and the connection are left out, those of all requests stand with the user", () => {
  const own = { ":path": "/", "User-Agent": "x", "If-None-Match": "y", "Sec-Fetch-Mode": "cors", "x-app": "7" };
  const { typeScript } = imported([{ headers: own }, { url: "/b", headers: { ...own, Accept: "text/html" } }]);
  assert.match(typeScript, /^ {6}headers: \{ "x-app": "7" \},$/m);
  assert.match(typeScript, /get\("\/b", \{ headers: \{ accept: "text\/html" \} \}\)/);
  assert.doesNotMatch(typeScript, /user-agent|if-none|sec-fetch|path/i);
});

test("no secret is copied: tokens, cookies, keys and passwords are asked for or read from the environment", () => {
  const webToken = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2VjcmV0";
  const { typeScript, hints } = imported([
    { url: `/a?api_key=secret1&author=anna`, headers: { Authorization: "Bearer secret2", Cookie: "id=secret3" } },
    { url: "/b", method: "POST", text: '{"user":{"password":"secret4"},"state":"' + webToken + '"}' },
    { url: "/c", method: "POST", type: "application/x-www-form-urlencoded", text: "a=1&client_secret=secret5" },
    { url: "/d", method: "POST", type: "text/plain", text: "token=secret6" },
    { url: "/e", headers: { "X-Csrf-Token": "secret7", "X-Data": webToken } },
    { url: `/f/${webToken}?token=secret8` },
    { url: "/g", method: "POST", text: JSON.stringify({ query: 'mutation { logIn(password: "secret9") { id } }' }) },
    { url: "/h", method: "POST", type: "text/xml", text: "<a><b:password x='1'>secret0</b:password></a>" },
    { url: `/i/${webToken}`, method: "POST", type: "multipart/form-data", text: "secret1" },
  ]);
  assert.doesNotMatch(typeScript + hints.join(), /secret\d|eyJ/);
  assert.match(typeScript, /author=anna/);
  assert.match(typeScript, /bearer: \(user\) => user\.token\(\)/);
  assert.match(typeScript, /cookies: true/);
  assert.match(typeScript, /password: process\.env\.PASSWORD \?\? ""/);
  assert.match(hints.join("\n"), /API_KEY, PASSWORD, STATE, CLIENT_SECRET, TOKEN/);
});

test("bodies are sent as they were recorded, JSON as a literal, unless that would change it", () => {
  assert.deepEqual(
    requestsOf(
      { url: "/a", method: "POST", text: '{"a":[1,{"b":null}],"c d":"x"}' },
      { url: "/b", method: "POST", text: '{"id":12345678901234567890}' },
      { url: "/c", method: "PUT", type: "application/vnd.api+json", text: "{}" },
    ),
    [
      'post("/a", { json: { a: [1, { b: null }], "c d": "x" } })',
      'post("/b", { headers: { "content-type": "application/json" }, body: \'{"id":12345678901234567890}\', })',
      'put("/c", { headers: { "content-type": "application/vnd.api+json" }, json: {} })',
    ],
  );
  const { typeScript, remarks } = imported([
    { method: "POST", type: "multipart/form-data; boundary=x", text: "--x--" },
  ]);
  assert.equal(remarks.length, 1);
  assert.match(typeScript, /\/\/ not carried over: a body of multipart\/form-data of POST https:\/\/shop\.test\/\n/);
});

test("an operation of GraphQL gives its request and its task a name", () => {
  const query = "query ViewItem($id: ID!) {\n  item(id: $id) { name }\n}";
  const named = { url: "/graphql", method: "POST", text: JSON.stringify({ query, variables: { id: 1 } }) };
  const plain = { url: "/graphql", method: "POST", text: JSON.stringify({ query: "{ items { id } }" }), after: 2_000 };
  const { typeScript, scenario } = imported([named, plain]);
  assert.match(typeScript, /name: "\/graphql ViewItem"/);
  assert.match(typeScript, /query: `query ViewItem\(\$id: ID!\) \{\n {2}item/);
  const [recording] = scenario.users[0]!.tasks;
  assert.ok(recording !== undefined && "order" in recording.does);
  assert.deepEqual(
    recording.does.tasks.map(({ name }) => name),
    ["viewItem", "postGraphql"],
  );
});

test("an answer that was refused when it was recorded is no failure when it is refused again", () => {
  const { typeScript } = imported([{ url: "/a", status: 404 }]);
  assert.match(
    typeScript,
    /const answer = await user\.http\.get\("\/a"\);\n +if \(answer\.status === 404\) answer\.ok\(\);/,
  );
});

test("what is no recording is refused with every place that is wrong", () => {
  const read = (text: string) => () => importText(text, "recording.har", choices);
  assert.throws(read("{"), { code: "PICKUP_RECORDING_INVALID", message: /^recording\.har is no JSON/ });
  const [entry] = JSON.parse(recordingOf({})).log.entries;
  const wrong = { ...entry, request: { ...entry.request, url: "nowhere" } };
  assert.throws(read(JSON.stringify({ log: { entries: [entry, wrong, { ...entry, startedDateTime: "soon" }] } })), {
    code: "PICKUP_RECORDING_INVALID",
    exitCode: 2,
    message: /log\.entries\[1\]\.request\.url: no absolute address\n {2}log\.entries\[2\]\.startedDateTime: no moment/,
  });
  assert.throws(read(recordingOf({ url: "/a.png" })), { code: "PICKUP_RECORDING_EMPTY", message: /1 static asset/ });
});
