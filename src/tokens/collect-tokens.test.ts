import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { exitCodes, KitError, RandomStream, seedKeyOf, VirtualClock } from "../ground/index.ts";
import { type Collected, type CollectionProgress, collectTokens } from "./collect-tokens.ts";
import { formatTokenLine } from "./token-lines.ts";
import type { TokenSource } from "./token.ts";

const nowMs = Date.UTC(2026, 0, 1);
const lifeMs = 3_600_000;

const users = (count: number) => ({
  users: count,
  idOf: (user: number) => `user-${user}`,
  indexOf: (id: string) => (/^user-\d+$/.test(id) && Number(id.slice(5)) < count ? Number(id.slice(5)) : -1),
});

async function bench(t: TestContext, count: number) {
  const folder = await mkdtemp(join(tmpdir(), "pickup-collect-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "tokens.jsonl");
  const clock = new VirtualClock(nowMs);
  const asked: string[] = [];
  const askedAtMs: number[] = [];
  const progress: CollectionProgress[] = [];
  const interruption = new AbortController();
  let failure: (userId: string, ask: number) => KitError | null = () => null;
  const source: TokenSource = {
    async fetch(userId) {
      const ask = asked.push(userId);
      askedAtMs.push(clock.now());
      await new Promise<void>((resolve) => clock.after(10, resolve));
      const error = failure(userId, ask);
      if (error !== null) throw error;
      return { value: `token-of-${userId}`, expiresAtMs: clock.wallNow() + lifeMs };
    },
  };
  /** Collects while virtual time passes. */
  async function collect(more: { concurrency?: number; ratePerSecond?: number } = {}): Promise<Collected> {
    const running = collectTokens({
      dataset: users(count),
      source,
      path,
      concurrency: 4,
      ratePerSecond: Infinity,
      clock,
      random: new RandomStream(seedKeyOf("collect"), 0),
      interrupted: interruption.signal,
      observe: (state) => progress.push(state),
      ...more,
    });
    const state = { isOpen: true };
    const close = () => (state.isOpen = false);
    running.then(close, close);
    while (state.isOpen) await clock.advance(5);
    return running;
  }
  const lines = async () =>
    (await readFile(path, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  const fail = (how: typeof failure) => (failure = how);
  return { folder, path, clock, asked, askedAtMs, progress, interruption, collect, lines, fail };
}

const refused = () => new KitError("PICKUP_TOKEN_REFUSED", "no", { exitCode: exitCodes.credentials });
const unreachable = () => new KitError("PICKUP_TOKEN_SERVICE_UNREACHABLE", "down", { exitCode: exitCodes.unreachable });

test("every user's token is written once, as a JSON line with its end, into a file of its owner", async (t) => {
  const { path, collect, lines, progress } = await bench(t, 100);
  const { elapsedMs, ...collected } = await collect();
  assert.deepEqual(collected, { users: 100, kept: 0, fetched: 100, failed: 0, interrupted: false, firstFailure: null });
  assert.ok(elapsedMs >= 250, "25 rounds of four fetches of 10 ms");
  const written = await lines();
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal(new Set(written.map(({ userId }) => userId)).size, 100);
  for (const { userId, token, expiresAt } of written) {
    assert.equal(token, `token-of-${userId}`);
    assert.ok(Date.parse(expiresAt) > nowMs);
  }
  assert.equal(progress.at(-1)?.fetched, 100);
});

test("a second run asks only for users whose token is missing or has expired, and keeps the others' lines", async (t) => {
  const { path, folder, collect, lines, asked } = await bench(t, 6);
  const line = (userId: string, ms: number) =>
    formatTokenLine(userId, { value: `old-${userId}`, expiresAtMs: nowMs + ms });
  const content = [line("user-0", 60_000), line("user-1", -1), line("user-2", 60_000), line("user-2", 60_000)];
  await writeFile(path, `${content.join("")}${line("stranger", 60_000)}{"userId":"user-4","tok`, { mode: 0o644 });
  const { kept, fetched } = await collect();
  assert.deepEqual([kept, fetched], [2, 4]);
  assert.deepEqual(asked.toSorted(), ["user-1", "user-3", "user-4", "user-5"]);
  const written = await lines();
  assert.deepEqual(written.map(({ userId }) => String(userId)).toSorted(), [
    "stranger",
    "user-0",
    "user-1",
    "user-2",
    "user-3",
    "user-4",
    "user-5",
  ]);
  assert.equal(written.find(({ userId }) => userId === "user-0").token, "old-user-0");
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(folder), ["tokens.jsonl"]);
});

test("an interrupted run keeps what was fetched, and the next one goes on from there", async (t) => {
  const { collect, lines, interruption, asked, fail } = await bench(t, 1000);
  fail(() => {
    if (asked.length === 200) interruption.abort("SIGINT");
    return null;
  });
  const { interrupted, fetched } = await collect();
  assert.deepEqual([interrupted, fetched, asked.length], [true, 200, 200], "no token that was asked for is lost");
  assert.equal((await lines()).length, 200);
});

test("refused users are counted with the first reason, and all others get their tokens", async (t) => {
  const { collect, lines, fail } = await bench(t, 50);
  fail((userId) => (/[37]$/.test(userId) ? refused() : null));
  const { fetched, failed, firstFailure } = await collect();
  assert.deepEqual([fetched, failed, firstFailure?.userId], [40, 10, "user-3"]);
  assert.equal(firstFailure?.error.code, "PICKUP_TOKEN_REFUSED");
  assert.equal((await lines()).length, 40);
});

test("a service that refuses the first ten users is not asked for all the others", async (t) => {
  const { collect, fail, asked } = await bench(t, 1000);
  fail(refused);
  await assert.rejects(collect(), { code: "PICKUP_TOKEN_REFUSED", exitCode: 4 });
  assert.ok(asked.length < 20);
});

test("a service that was never reached ends the collection at once and leaves no empty file", async (t) => {
  const { folder, collect, fail, asked } = await bench(t, 1000);
  fail(unreachable);
  await assert.rejects(collect(), { code: "PICKUP_TOKEN_SERVICE_UNREACHABLE", exitCode: 5 });
  assert.ok(asked.length <= 4);
  assert.deepEqual(await readdir(folder), []);
});

test("an outage in the middle is sat out and nobody is left behind", async (t) => {
  const { collect, fail } = await bench(t, 300);
  fail((_userId, ask) => (ask > 100 && ask <= 108 ? unreachable() : null));
  const { fetched, failed } = await collect();
  assert.deepEqual([fetched, failed], [300, 0]);
});

test("an outage that does not end is given up after a while, and what was fetched is in the file", async (t) => {
  const { collect, fail, lines, asked, askedAtMs } = await bench(t, 300);
  fail((_userId, ask) => (ask > 100 ? unreachable() : null));
  await assert.rejects(collect(), { code: "PICKUP_TOKEN_SERVICE_UNREACHABLE", exitCode: 5 });
  const written = (await lines()).length;
  assert.deepEqual([written, asked.length], [100, 100 + 4 + 5], "four in flight, then one probe per pause");
  assert.ok(askedAtMs.at(-1)! - askedAtMs[100]! < 8000);
});

test("a rate limit holds the pace: 200 tokens at 100 a second take two seconds", async (t) => {
  const { collect, askedAtMs } = await bench(t, 200);
  await collect({ ratePerSecond: 100, concurrency: 16 });
  const tookMs = askedAtMs.at(-1)! - askedAtMs[0]!;
  assert.ok(tookMs >= 1990 && tookMs < 2100, `${tookMs} ms`);
});

test("a file that cannot be written is a clear error before anything is asked for", async (t) => {
  const { folder, asked } = await bench(t, 1);
  for (const path of [join(folder, "no", "tokens.jsonl"), folder]) {
    const request = {
      dataset: users(1),
      source: { fetch: () => Promise.reject(new Error("asked")) },
      path,
      concurrency: 1,
      ratePerSecond: Infinity,
      clock: new VirtualClock(nowMs),
      random: { next: () => 0 },
      interrupted: new AbortController().signal,
      observe: () => undefined,
    };
    await assert.rejects(collectTokens(request), {
      exitCode: 2,
      message: /^the tokens file .* cannot be written: (E|it is no plain file)/,
    });
  }
  assert.deepEqual([asked.length, await readdir(folder)], [0, []]);
});
