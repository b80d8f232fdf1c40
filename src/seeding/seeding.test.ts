import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { startDynalite } from "../../test/support/dynalite.ts";
import { runSeedInProcess } from "../../test/support/run-seed-in-process.ts";
import { refusal, type ScriptedAnswer, startScripted } from "../../test/support/scripted-dynamodb.ts";
import { writeRequests } from "../../test/support/write-requests.ts";
import { type Config, itemOf, pickupDataset } from "../dataset/index.ts";
import {
  type AttributeMap,
  dynamodbClient,
  getItem,
  type NamedTarget,
  placeholderCredentials,
  scan,
  type TableDescription,
  type WriteRequest,
} from "../dynamodb/index.ts";
import { systemClock, VirtualClock } from "../ground/index.ts";
import { makeTable } from "./prepare-table.ts";
import { runSeeding, type SeedingOrder } from "./seeding.ts";

/** The old format: no seed, no ttl; 50 users of 13 features make 650 items. */
const config: Config = {
  productCode: "hboMax",
  hurleyUserIds: Array.from({ length: 50 }, (_, user) => `PICKUP-LT-${String(user).padStart(16, "0")}`),
  assets: { features: Array.from({ length: 13 }, (_, asset) => `urn:hbo:feature:${String(asset).padStart(21, "0")}`) },
  updateTimeStart: 1_638_592_000,
  updateTimeEnd: 1_646_368_000,
  recordsPerUser: 13,
};
const dataset = pickupDataset(config);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pickup-seeding-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function targetAt(endpoint: string): NamedTarget {
  return { endpoint, region: "us-west-2", table: "pickup-cw-snp", origin: "local-stack" };
}

function clientAt(endpoint: string) {
  return dynamodbClient(targetAt(endpoint), placeholderCredentials, systemClock);
}

const anyTable: TableDescription = {
  account: null,
  createdAtMs: 1,
  status: "ACTIVE",
  partitionKey: { name: "prof", type: "S" },
  sortKey: { name: "parent", type: "S" },
  isOnDemand: true,
  indexes: 0,
  replicas: 0,
  writeUnitsPerSecond: null,
  indexWriteUnits: {},
};

function orderFor(endpoint: string, table: TableDescription, more: Partial<SeedingOrder> = {}): SeedingOrder {
  return {
    dataset,
    target: targetAt(endpoint),
    table,
    action: "put",
    shard: null,
    keepDays: null,
    restart: false,
    retryFailed: false,
    isSpread: false,
    settings: { concurrency: 4, maxExceptions: 5, logBatches: false },
    maxUnitsPerSecond: null,
    dollarsPerMillionUnits: null,
    folder,
    clock: systemClock,
    interrupted: new AbortController().signal,
    run: runSeedInProcess,
    observe: () => undefined,
    ...more,
  };
}

async function itemsIn(endpoint: string): Promise<AttributeMap[]> {
  const client = clientAt(endpoint);
  const items: AttributeMap[] = [];
  for await (const page of scan(client)) items.push(...page);
  client.close();
  return items.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

function logLines(): { readonly event: string; readonly [field: string]: unknown }[] {
  const lines = readFileSync(join(folder, "runtime.log"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as { event: string });
}

function checkpoints(): { readonly [field: string]: unknown }[] {
  const files = existsSync(join(folder, ".pickup")) ? readdirSync(join(folder, ".pickup")) : [];
  const names = files.filter((name) => name.startsWith("seeding-"));
  return names.map(
    (file) => JSON.parse(readFileSync(join(folder, ".pickup", file), "utf8")) as { [field: string]: unknown },
  );
}

async function makeIn(endpoint: string): Promise<TableDescription> {
  return makeTable(targetAt(endpoint), placeholderCredentials, systemClock, () => undefined);
}

test("seeding twice leaves the same 650 items, each as the domain says; a missing one is mended", async () => {
  await using server = await startDynalite();
  const table = await makeIn(server.endpoint);
  const progress = await runSeeding(orderFor(server.endpoint, table));
  assert.partialDeepStrictEqual(progress, { written: 650, itemsTotal: 650, itemsDone: 650, done: true, units: 650 });
  const items = await itemsIn(server.endpoint);
  assert.equal(items.length, 650);

  const [marker] = dataset.rowsOf(7);
  const ttl = Number(checkpoints()[0]!["ttlSeconds"]);
  const client = clientAt(server.endpoint);
  const key = { prof: { S: `${dataset.idOf(7)}:hboMax` }, parent: { S: marker!.parent } };
  const item = await getItem(client, key);
  assert.deepEqual(item, itemOf(dataset, 7, marker!, ttl));
  const now = new Date();
  assert.equal(ttl, Date.UTC(now.getUTCFullYear() + 2, now.getUTCMonth(), now.getUTCDate()) / 1000);

  await client.call("DeleteItem", { Key: key });
  client.close();
  const nextYear = { ...systemClock, wallNow: () => Date.now() + 365 * 86_400_000 };
  await runSeeding(orderFor(server.endpoint, table, { clock: nextYear }));
  assert.deepEqual(await itemsIn(server.endpoint), items);
});

test("cleaning deletes the seeded items and leaves all others byte for byte", async () => {
  await using server = await startDynalite();
  const table = await makeIn(server.endpoint);
  const client = clientAt(server.endpoint);
  const foreign: AttributeMap[] = [
    {
      prof: { S: `${dataset.idOf(0)}:hboMax` },
      parent: { S: "urn:hbo:feature:foreign" },
      note: { S: "a seeded user's own" },
    },
    { prof: { S: "somebody:hboMax" }, parent: { S: dataset.rowsOf(0)[0]!.parent }, deep: { L: [{ N: "1.5" }] } },
  ];
  for (const Item of foreign) await client.call("PutItem", { Item });
  client.close();
  const before = await itemsIn(server.endpoint);
  await runSeeding(orderFor(server.endpoint, table));
  assert.equal((await itemsIn(server.endpoint)).length, 652);
  const progress = await runSeeding(orderFor(server.endpoint, table, { action: "delete" }));
  assert.partialDeepStrictEqual(progress, { written: 650, done: true });
  assert.deepEqual(await itemsIn(server.endpoint), before);
  assert.deepEqual(checkpoints(), []);
});

test("an interrupted seeding keeps its account, and the next one writes only the rest", async () => {
  await using server = await startDynalite();
  const table = await makeIn(server.endpoint);
  const interruption = new AbortController();
  await using halting = await startScripted(({ number }) => {
    if (number === 9) interruption.abort("SIGINT");
    return { status: 200, json: { UnprocessedItems: {} } };
  });
  const order = orderFor(halting.endpoint, table, { interrupted: interruption.signal });
  const stopped = await runSeeding(order);
  assert.equal(stopped.done, false);
  assert.ok(stopped.written >= 250 && stopped.written <= 350, `${stopped.written} written`);
  assert.equal(stopped.itemsDone, stopped.written);

  const rest = await runSeeding({ ...order, interrupted: new AbortController().signal });
  assert.partialDeepStrictEqual(rest, { itemsDone: 650, done: true });
  assert.equal(rest.written, 650 - stopped.itemsDone);
  const keys = new Set(halting.calls.flatMap(({ input }) => keysOf(input)));
  assert.equal(keys.size, 650);
});

test("an unfinished seeding is not continued into a table made anew or with another config, unless told to restart", async () => {
  await using server = await startScripted(({ number }) =>
    number === 3 ? refusal(400, "ResourceNotFoundException") : { status: 200, json: { UnprocessedItems: {} } },
  );
  const settings = { concurrency: 1, maxExceptions: 5, logBatches: false };
  const order = orderFor(server.endpoint, anyTable, { settings });
  await assert.rejects(runSeeding(order), { code: "PICKUP_TABLE_ABSENT" });
  const remade = { ...order, table: { ...anyTable, createdAtMs: 2 } };
  await assert.rejects(runSeeding(remade), { code: "PICKUP_CHECKPOINT_CHANGED", message: /made anew/ });
  const other = { ...order, dataset: pickupDataset({ ...config, recordsPerUser: 12 }) };
  await assert.rejects(runSeeding(other), { code: "PICKUP_CHECKPOINT_CHANGED", hint: /--restart/ });
  assert.equal((await runSeeding({ ...remade, restart: true })).written, 650);
});

test("a storm of partial batches, throttles, failures, resets and half answers loses nothing", async () => {
  await using server = await startDynalite();
  const table = await makeIn(server.endpoint);
  const client = clientAt(server.endpoint);
  const writes: Promise<unknown>[] = [];
  await using storm = await startScripted(({ number, input }): ScriptedAnswer => {
    const requests = requestsOf(input);
    if (number % 13 === 3) return refusal(400, "ThrottlingException");
    if (number % 13 === 5) return refusal(500, "InternalServerError");
    if (number % 13 === 7) return "reset";
    if (number % 13 === 9) return "half";
    if (number === 4) return refusal(400, "ExpiredTokenException");
    const undone = number % 3 === 0 ? requests.slice(0, 7) : [];
    const done = requests.slice(undone.length);
    if (done.length > 0) writes.push(writeRequests(client, done));
    return { status: 200, json: { UnprocessedItems: { "pickup-cw-snp": undone } } };
  });
  const hurried = { ...systemClock, after: (ms: number, fire: () => void) => systemClock.after(ms / 50, fire) };
  const progress = await runSeeding(orderFor(storm.endpoint, table, { clock: hurried }));
  await Promise.all(writes);
  client.close();
  assert.partialDeepStrictEqual(progress, { written: 650, done: true, dead: [] });
  for (const count of Object.values(progress.retries)) assert.ok(count > 0);
  assert.equal((await itemsIn(server.endpoint)).length, 650);
  const errors = logLines().filter(({ event }) => event === "error");
  assert.ok(errors.length > 0 && errors.every(({ retried }) => retried === true));
});

test("items that DynamoDB finds wrong become dead letters, several stop the seeding; they can be tried again", async () => {
  let isBroken = true;
  await using server = await startScripted(() =>
    isBroken ? refusal(400, "ValidationException") : { status: 200, json: { UnprocessedItems: {} } },
  );
  const order = orderFor(server.endpoint, anyTable, {
    settings: { concurrency: 1, maxExceptions: 3, logBatches: false },
  });
  await assert.rejects(runSeeding(order), {
    code: "PICKUP_SEEDING_INCOMPLETE",
    exitCode: 6,
    message:
      "650 of 650 items are left, 3 of them given up; " +
      "the last error: ValidationException: scripted ValidationException",
  });
  assert.equal(server.calls.length, 4); // the batch, then three of its items alone
  isBroken = false;
  await assert.rejects(runSeeding(order), {
    code: "PICKUP_SEEDING_INCOMPLETE",
    message: /^3 of 650 .*3 of them given up/,
  });
  const mended = await runSeeding({ ...order, retryFailed: true });
  assert.partialDeepStrictEqual(mended, { written: 3, itemsDone: 650, dead: [], done: true });
});

test("one item that DynamoDB finds wrong does not keep the others of its batch from being written", async () => {
  const poisoned = dataset.rowsOf(4)[3]!.parent;
  await using server = await startScripted(({ input }) => {
    const isBad = keysOf(input).includes(JSON.stringify([{ S: `${dataset.idOf(4)}:hboMax` }, { S: poisoned }]));
    return isBad ? refusal(400, "ValidationException") : { status: 200, json: { UnprocessedItems: {} } };
  });
  await assert.rejects(runSeeding(orderFor(server.endpoint, anyTable)), { code: "PICKUP_SEEDING_INCOMPLETE" });
  const [checkpoint] = checkpoints();
  assert.equal(checkpoint!["itemsDone"], 649);
  assert.partialDeepStrictEqual(checkpoint!["dead"], [{ user: 4, record: 3 }]);
});

test("two shards together write every item once, each with a checkpoint of its own", async () => {
  await using server = await startScripted(() => ({ status: 200, json: { UnprocessedItems: {} } }));
  for (const index of [1, 2]) {
    const account = await runSeeding(orderFor(server.endpoint, anyTable, { shard: { index, count: 2 } }));
    assert.partialDeepStrictEqual(account, { written: 325, itemsTotal: 325, done: true });
  }
  const keys = server.calls.flatMap(({ input }) => keysOf(input));
  assert.deepEqual([keys.length, new Set(keys).size], [650, 650]);
  assert.equal(checkpoints().length, 2);
});

test("items expire after as many days as they are to be kept", async () => {
  await using server = await startScripted(() => ({ status: 200, json: { UnprocessedItems: {} } }));
  const clock = { ...systemClock, wallNow: () => Date.UTC(2026, 10, 23, 15, 30) };
  await runSeeding(orderFor(server.endpoint, anyTable, { keepDays: 3, clock }));
  const [put] = requestsOf(server.calls[0]!.input) as { PutRequest: { Item: AttributeMap } }[];
  assert.deepEqual(put!.PutRequest.Item["ttl"], { N: String(Date.UTC(2026, 10, 26) / 1000) });
});

test("a table that vanishes stops the seeding at once, resumably, with one clear error", async () => {
  await using server = await startScripted(({ number }) =>
    number >= 5 ? refusal(400, "ResourceNotFoundException") : { status: 200, json: { UnprocessedItems: {} } },
  );
  const settings = { concurrency: 1, maxExceptions: 5, logBatches: false };
  await assert.rejects(runSeeding(orderFor(server.endpoint, anyTable, { settings })), {
    code: "PICKUP_TABLE_ABSENT",
    hint: /repeat the command: it goes on where it stopped/,
  });
  assert.equal(server.calls.length, 6);
  assert.equal(checkpoints()[0]!["itemsDone"], 125); // five batches
});

test("the runtime log tells start, seconds, batches when asked, and the end", async () => {
  await using server = await startScripted(() => ({ status: 200, json: { UnprocessedItems: {} } }));
  const settings = { concurrency: 2, maxExceptions: 5, logBatches: true };
  await runSeeding(orderFor(server.endpoint, anyTable, { settings }));
  const lines = logLines();
  assert.deepEqual([lines[0]!.event, lines.at(-1)!.event], ["start", "end"]);
  assert.equal(lines.filter(({ event }) => event === "batch").length, 26);
  const second = lines.findLast(({ event }) => event === "second")!;
  assert.equal(second["written"], 650);
  assert.ok(Number(second["itemsPerSecond"]) > 0);
  for (const { time } of lines) assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test("a log that cannot be written is one clear error, before anything is sent", async () => {
  await using server = await startScripted(() => ({ status: 200, json: { UnprocessedItems: {} } }));
  mkdirSync(join(folder, "runtime.log"));
  await assert.rejects(runSeeding(orderFor(server.endpoint, anyTable)), { code: "PICKUP_LOG_UNWRITABLE" });
  assert.equal(server.calls.length, 0);
});

test("the config's batch size is respected", async () => {
  await using server = await startScripted(() => ({ status: 200, json: { UnprocessedItems: {} } }));
  const small = pickupDataset({ ...config, batch_size: 10 });
  await runSeeding(orderFor(server.endpoint, anyTable, { dataset: small }));
  assert.equal(server.calls.length, 65);
  assert.ok(server.calls.every(({ input }) => requestsOf(input).length === 10));
});

test("a ttl of the config is written", async () => {
  const interrupted = AbortSignal.abort("SIGINT");
  await using server = await startScripted(() => ({ status: 200, json: { UnprocessedItems: {} } }));
  const clock = new VirtualClock(Date.UTC(2026, 10, 23, 15, 30));
  await runSeeding(orderFor(server.endpoint, anyTable, { clock, interrupted }));
  assert.equal(checkpoints()[0]!["ttlSeconds"], Date.UTC(2028, 10, 23) / 1000);
  const withTtl = pickupDataset({ ...config, ttl: 1_900_000_000 });
  await assert.rejects(runSeeding(orderFor(server.endpoint, anyTable, { dataset: withTtl })), {
    message: /another ttl/,
  });
  await runSeeding(orderFor(server.endpoint, anyTable, { dataset: withTtl, restart: true }));
  const [put] = requestsOf(server.calls[0]!.input) as { PutRequest: { Item: AttributeMap } }[];
  assert.deepEqual(put!.PutRequest.Item["ttl"], { N: "1900000000" });
});

function requestsOf(input: unknown): WriteRequest[] {
  return (input as { RequestItems: { "pickup-cw-snp": WriteRequest[] } }).RequestItems["pickup-cw-snp"];
}

function keysOf(input: unknown): string[] {
  return requestsOf(input).map((request) => {
    const { prof, parent } = "PutRequest" in request ? request.PutRequest.Item : request.DeleteRequest.Key;
    return JSON.stringify([prof, parent]);
  });
}
