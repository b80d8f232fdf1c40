import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { VirtualClock } from "../src/ground/index.ts";
import { emptyFolder } from "./support/kit.ts";
import { askHistory, putMarker, startStack, tokenOf } from "./support/local-stack.ts";
import { childrenOf, isAlive, until } from "./support/processes.ts";

async function entriesOf(answer: Promise<Response>): Promise<string[]> {
  const { continueWatching } = (await (await answer).json()) as { continueWatching: { id: string }[] };
  return continueWatching.map(({ id }) => id);
}

test("each service is a process of its own, and together they answer each user with that user's history", async (t) => {
  const folder = emptyFolder(t);
  const accessLog = join(folder, "access.jsonl");
  const stack = await startStack(t, folder, { accessLog });
  const pids = [stack.dynamodb.pid, stack.tokens.pid, stack.api.pid];
  assert.equal(new Set([...pids, process.pid]).size, 4);
  const nowMs = Date.now();
  await putMarker(stack, "u-1", "urn:hbo:feature:old", nowMs - 2000);
  await putMarker(stack, "u-1", "urn:hbo:feature:new", nowMs - 1000);
  await putMarker(stack, "u-2", "urn:hbo:feature:other", nowMs - 1000);
  assert.deepEqual(await entriesOf(askHistory(stack, await tokenOf(stack, "u-1"))), [
    "urn:hbo:feature:new",
    "urn:hbo:feature:old",
  ]);
  assert.deepEqual(await entriesOf(askHistory(stack, await tokenOf(stack, "u-2"))), ["urn:hbo:feature:other"]);
  assert.deepEqual(await entriesOf(askHistory(stack, await tokenOf(stack, "u-3"))), []);
  await until("three lines in the access log", () => readFileSync(accessLog, "utf8").split("\n").length === 4);
  const accesses = readFileSync(accessLog, "utf8").trim().split("\n");
  assert.deepEqual(
    accesses.map((line) => (JSON.parse(line) as { sub: string }).sub),
    ["u-1", "u-2", "u-3"],
  );
  await stack.close();
  await until("all processes have ended", () => pids.every((pid) => !isAlive(pid!)));
});

test("a token service that was stopped comes back on its port with its key", async (t) => {
  const stack = await startStack(t, emptyFolder(t));
  const { url, pid } = stack.tokens;
  const token = await tokenOf(stack, "u-1");
  await stack.tokens.stop();
  assert.equal(stack.tokens.pid, null);
  assert.equal(isAlive(pid!), false);
  await assert.rejects(tokenOf(stack, "u-1"), { message: "fetch failed" });
  await stack.tokens.start();
  assert.equal(stack.tokens.url, url);
  assert.notEqual(stack.tokens.pid, pid);
  assert.equal((await askHistory(stack, token)).status, 200, "a token from before");
  assert.equal((await askHistory(stack, await tokenOf(stack, "u-1"))).status, 200, "a token from after");
});

test("while the database is down the API says so with 503, and answers again when it is back", async (t) => {
  const stack = await startStack(t, emptyFolder(t));
  const token = await tokenOf(stack, "u-1");
  await stack.dynamodb.stop();
  const down = await askHistory(stack, token);
  assert.equal(down.status, 503);
  assert.equal(((await down.json()) as { code: string }).code, "DATABASE_UNAVAILABLE");
  await stack.dynamodb.start();
  assert.equal((await askHistory(stack, token)).status, 200);
});

test("a service that crashes is named, and started again on its port after three seconds", async (t) => {
  const clock = new VirtualClock();
  const notices: string[] = [];
  const stack = await startStack(t, emptyFolder(t), { clock, notice: (line) => notices.push(line) });
  const { url, pid } = stack.api;
  const token = await tokenOf(stack, "u-1");
  process.kill(pid!, "SIGKILL");
  await until("the crash is noticed", () => notices.length === 1);
  assert.equal(notices[0], `the pickup-api (pid ${pid}) ended by SIGKILL; it will be started again on its port in 3s`);
  await clock.advance(2_999);
  assert.equal(stack.api.pid, null);
  await clock.advance(1);
  await until("it is back", () => notices.length === 2);
  assert.equal(notices[1], `the pickup-api is back at ${url}`);
  assert.equal((await askHistory(stack, token)).status, 200);
});

test("a database in memory that crashes comes back with an empty table, and that is said", async (t) => {
  const clock = new VirtualClock();
  const notices: string[] = [];
  const stack = await startStack(t, emptyFolder(t), { clock, notice: (line) => notices.push(line) });
  await putMarker(stack, "u-1", "urn:hbo:feature:a", Date.now());
  process.kill(stack.dynamodb.pid!, "SIGKILL");
  await until("the crash is noticed", () => notices.length === 1);
  await clock.advance(3_000);
  await until("it is back", () => notices.length === 2);
  assert.match(notices[1]!, /embedded DynamoDB is back at .*, empty: its items were in memory/);
  assert.deepEqual(await entriesOf(askHistory(stack, await tokenOf(stack, "u-1"))), []);
});

test("a port that is taken is named with its service, and nothing is left running", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  for (const service of ["dynamodb", "tokens", "api"]) {
    const ports = { dynamodb: 0, tokens: 0, api: 0, [service]: port };
    await assert.rejects(startStack(t, emptyFolder(t), { ports }), {
      code: "PICKUP_PORT_UNUSABLE",
      exitCode: 2,
      message: new RegExp(`^port ${port} of 127.0.0.1 for the .* is taken$`),
    });
    assert.deepEqual(childrenOf(process.pid), []);
  }
});

test("a data folder keeps the items over a restart, for one stack at a time, and tokens stay good", async (t) => {
  const folder = emptyFolder(t);
  const dataFolder = join(folder, "data");
  const first = await startStack(t, folder, { dataFolder });
  await putMarker(first, "u-1", "urn:hbo:feature:kept", Date.now());
  const token = await tokenOf(first, "u-1");
  await assert.rejects(startStack(t, folder, { dataFolder }), {
    code: "PICKUP_DATA_UNUSABLE",
    exitCode: 2,
    hint: /--data/,
  });
  assert.deepEqual(await entriesOf(askHistory(first, token)), ["urn:hbo:feature:kept"]);
  await first.close();
  const second = await startStack(t, folder, { dataFolder });
  assert.deepEqual(await entriesOf(askHistory(second, token)), ["urn:hbo:feature:kept"]);
});

test("a killed API has lost exactly the write that it had acknowledged and not stored, as its log says", async (t) => {
  const folder = emptyFolder(t);
  const writeLog = join(folder, "writes.jsonl");
  const stack = await startStack(t, folder, { writeLog, crashAfterWrites: 3 });
  const token = await tokenOf(stack, "u-1");
  const nowMs = Date.now();
  for (const [index, name] of ["a", "b", "c"].entries()) {
    const answer = await fetch(`${stack.api.url}/markers/urn:hbo:feature:${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ creationTime: nowMs + index, position: index, runtime: 5000 }),
    });
    assert.equal(answer.status, 202);
  }
  await until("the API is dead", () => stack.api.pid === null);
  await stack.api.start();
  assert.deepEqual(await entriesOf(askHistory(stack, token)), ["urn:hbo:feature:b", "urn:hbo:feature:a"]);
  const lines = readFileSync(writeLog, "utf8").trim().split("\n");
  const events = lines.map((line) => JSON.parse(line) as { event: string; id: string; userId: string });
  const idsOf = (wanted: string) => events.filter(({ event }) => event === wanted).map(({ id }) => id.slice(-1));
  assert.deepEqual(
    [idsOf("stored"), idsOf("acknowledged")],
    [
      ["a", "b"],
      ["a", "b", "c"],
    ],
  );
  assert.ok(events.every(({ userId }) => userId === "u-1"));
});

test("a data folder that cannot be made and a log that cannot be written are one clear line", async (t) => {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "file"), "");
  await assert.rejects(startStack(t, folder, { dataFolder: join(folder, "file", "data") }), { exitCode: 2 });
  for (const [option, code] of [
    ["accessLog", "PICKUP_ACCESS_LOG_UNUSABLE"],
    ["writeLog", "PICKUP_WRITE_LOG_UNUSABLE"],
  ] as const) {
    const changes = { [option]: join(folder, "nowhere", "log.jsonl") };
    await assert.rejects(startStack(t, folder, changes), { code, exitCode: 2, message: /ENOENT/ });
  }
});

test("a change of pickup-api.config.json takes effect within about a second, a broken one never", async (t) => {
  const folder = emptyFolder(t);
  const notices: string[] = [];
  const stack = await startStack(t, folder, { notice: (line) => notices.push(line) });
  const file = join(folder, "pickup-api.config.json");
  await putMarker(stack, "u-1", "urn:hbo:feature:new", Date.now());
  await putMarker(stack, "u-1", "urn:hbo:feature:old", Date.now() - 40 * 86_400_000);
  const token = await tokenOf(stack, "u-1");
  const tookMs: number[] = [];
  const countBecomes = async (count: number) => {
    const startMs = performance.now();
    await until(`${count} entries`, async () => (await entriesOf(askHistory(stack, token))).length === count);
    tookMs.push(performance.now() - startMs);
  };
  await countBecomes(2);
  tookMs.length = 0;
  writeFileSync(file, '{"cutOffInDays": 30}');
  await countBecomes(1);
  writeFileSync(file, '{"cutOffInDays": 50}');
  await countBecomes(2);
  writeFileSync(file, '{"cutOffInDays": 30}');
  await countBecomes(1);
  // A machine that stands still holds up one of them.
  assert.ok(Math.min(...tookMs) < 1_500, String(tookMs));
  writeFileSync(file, '{"cutOffInDays": ');
  await until("the broken file is said", () => notices.some((line) => line.includes("is not JSON")));
  await countBecomes(1);
  writeFileSync(file, '{"continueWatchingLimit": 1000}');
  await countBecomes(2);
});
