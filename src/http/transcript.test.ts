import assert from "node:assert/strict";
import { test } from "node:test";
import { noHead } from "./response-head.ts";
import { transcriptOf } from "./transcript.ts";

const token = "opaque-token-of-user-7";
const sent = [
  `GET /history?limit=3&access_token=${token} HTTP/1.1`,
  "Host: api.example.test",
  `Authorization: Bearer ${token}`,
  "X-Own: whatever it is",
  "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "",
  "",
].join("\r\n");

test("a transcript shows a request with its harmless headers and hides every other value", () => {
  const { request, requestHeaders, traceId } = transcriptOf(sent, noHead, Buffer.alloc(0), [token]);
  assert.equal(request, "GET /history?limit=3&access_token=***");
  assert.deepEqual(requestHeaders.slice(0, 3), [
    { name: "Host", value: "api.example.test" },
    { name: "Authorization", value: "***" },
    { name: "X-Own", value: "***" },
  ]);
  assert.equal(traceId, "0af7651916cd43dd8448eb211c80319c");
});

test("a token that the service echoes is masked in its headers and its body, also at the end of the excerpt", () => {
  const headers = {
    get: () => null,
    entries: () => [["Set-Cookie", "s=1"] as const, ["X-Echo", `for ${token}`] as const],
  };
  const body = Buffer.from(`${"x".repeat(990)}${token}${"y".repeat(9000)}`);
  const { responseHeaders, bodyExcerpt } = transcriptOf(sent, headers, body, [token]);
  assert.deepEqual(
    responseHeaders.map(({ value }) => value),
    ["***", "for ***"],
  );
  assert.equal(bodyExcerpt, `${"x".repeat(990)}***${"y".repeat(7)}…`);
});

test("a body that was not text and a request without an answer give a transcript all the same", () => {
  assert.equal(transcriptOf("", noHead, Buffer.from([0xff, 0x00]), []).bodyExcerpt, "�\u0000");
  assert.deepEqual(transcriptOf("", noHead, Buffer.alloc(0), []).requestHeaders, []);
});
