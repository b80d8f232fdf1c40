import assert from "node:assert/strict";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { FileSource, indexTokenFile } from "./file-source.ts";
import { formatTokenLine } from "./token-lines.ts";

const nowMs = Date.UTC(2026, 0, 1);

async function sourceOf(t: TestContext, content: string) {
  const folder = await mkdtemp(join(tmpdir(), "pickup-tokens-"));
  const path = join(folder, "tokens.jsonl");
  await writeFile(path, content);
  const source = new FileSource({ kind: "file", path }, new VirtualClock(nowMs));
  t.after(async () => {
    source.close();
    await rm(folder, { recursive: true });
  });
  return { path, source };
}

test("every user of a file of 5,000 lines gets the own token, in any order", async (t) => {
  const tokenOf = (user: number) => ({
    value: `t${user}-${"x".repeat((user * 37) % 3000)}`,
    expiresAtMs: nowMs + user + 1,
  });
  const lines = Array.from({ length: 5000 }, (_, user) => formatTokenLine(`üser-${user}`, tokenOf(user)));
  const { source, path } = await sourceOf(t, lines.join(""));
  assert.equal((await indexTokenFile(path)).size, 5000);
  for (let step = 0; step < 5000; step += 7) {
    const user = (step * 2503) % 5000;
    assert.deepEqual(await source.fetch(`üser-${user}`), tokenOf(user));
  }
});

test("the last of several lines of one user counts", async (t) => {
  const token = (value: string) => ({ value, expiresAtMs: null });
  const lines = ["a", "b", "c"].map((value) => formatTokenLine("x", token(value)));
  const { source } = await sourceOf(t, lines.join(""));
  assert.deepEqual(await source.fetch("x"), token("c"));
});

test("a line without expiresAt takes the end of its JWT", async (t) => {
  const claims = Buffer.from(JSON.stringify({ exp: nowMs / 1000 + 60 })).toString("base64url");
  const { source } = await sourceOf(t, JSON.stringify({ userId: "x", token: `e30.${claims}.c2ln` }) + "\n\n");
  assert.equal((await source.fetch("x")).expiresAtMs, nowMs + 60_000);
});

test("a last line that was cut off in the middle is passed over", async (t) => {
  const { source, path } = await sourceOf(t, formatTokenLine("x", { value: "a", expiresAtMs: null }));
  await appendFile(path, '{"userId":"y","tok');
  assert.equal((await source.fetch("x")).value, "a");
  await assert.rejects(source.fetch("y"), { code: "PICKUP_TOKEN_MISSING" });
});

test("a user without a line, and one whose token has expired, are errors of that user (exit code 4)", async (t) => {
  const { source } = await sourceOf(t, formatTokenLine("old", { value: "S3CRET", expiresAtMs: nowMs - 5000 }));
  await assert.rejects(source.fetch("nobody"), { code: "PICKUP_TOKEN_MISSING", exitCode: 4 });
  await assert.rejects(source.fetch("old"), {
    code: "PICKUP_TOKEN_EXPIRED",
    exitCode: 4,
    message: /tokens\.jsonl gave a token that expired 5 s ago$/,
  });
});

const badLines: { name: string; line: string; message: RegExp }[] = [
  { name: "no JSON", line: "Bearer S3CRET", message: /^line 2 of the tokens file .* is not JSON$/ },
  { name: "a list", line: '"S3CRET"', message: /is not a JSON object$/ },
  { name: "no user", line: '{"token":"S3CRET"}', message: /has no userId$/ },
  { name: "no token", line: '{"userId":"x","token":""}', message: /has no token that a header may carry$/ },
  {
    name: "a token with a space",
    line: '{"userId":"x","token":"S3CRET 1"}',
    message: /has no token that a header may/,
  },
  {
    name: "no time",
    line: '{"userId":"x","token":"S3CRET","expiresAt":"soon"}',
    message: /has an expiresAt that is no time/,
  },
];

for (const { name, line, message } of badLines) {
  test(`a tokens file with a line of ${name} is refused with its number and without its text`, async (t) => {
    const good = formatTokenLine("a", { value: "b", expiresAtMs: null });
    const { path } = await sourceOf(t, `${good}${line}\n${good}`);
    await assert.rejects(indexTokenFile(path), (error: Error) => {
      assert.match(error.message, message);
      assert.ok(!error.message.includes("S3CRET"));
      return true;
    });
  });
}
