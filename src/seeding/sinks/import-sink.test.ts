import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { startDynalite } from "../../../test/support/dynalite.ts";
import { writeRequests } from "../../../test/support/write-requests.ts";
import { type Config, type Item, itemOf, pickupDataset } from "../../dataset/index.ts";
import { dynamodbClient, placeholderCredentials } from "../../dynamodb/index.ts";
import { systemClock } from "../../ground/index.ts";
import { checkTable } from "../check/table-check.ts";
import { makeTable } from "../prepare-table.ts";
import { verifyImportFile } from "./import-file.ts";
import { type ImportOrder, writeImportFiles } from "./import-sink.ts";
import { permutedUsers } from "./permuted-users.ts";

const config: Config = {
  productCode: "hboMäx",
  seed: "sink",
  generatedUsers: { count: 300 },
  assets: { generatedFeatures: { count: 400 }, generatedSeries: { count: 5, episodes: 4 } },
  updateTimeStart: 1_785_715_200,
  updateTimeEnd: 1_793_491_200,
  recordsPerUser: 10,
};
const heavyId = pickupDataset(config).idOf(123);
const dataset = pickupDataset({ ...config, recordsOverrides: { [heavyId]: 200 } });

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "pickup-sink-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function orderFor(folder: string, more: Partial<ImportOrder> = {}): ImportOrder {
  return {
    dataset,
    target: { endpoint: null, region: "us-west-2", table: "pickup-test", origin: "aws" },
    shard: null,
    folder,
    keepDays: null,
    interrupted: new AbortController().signal,
    observe: () => undefined,
    itemsPerFile: 1_000,
    ...more,
  };
}

function linesIn(folder: string, names: readonly string[]): Item[] {
  const lines = names.flatMap((name) =>
    gunzipSync(readFileSync(join(folder, name)))
      .toString()
      .trimEnd()
      .split("\n"),
  );
  return lines.map((line) => (JSON.parse(line) as { Item: Item }).Item);
}

test("the files hold every item once, as the table would, and the same bytes for the same config", async (t) => {
  const folder = folderOf(t);
  const manifest = (await writeImportFiles(orderFor(join(folder, "one"))))!;
  const items = linesIn(
    join(folder, "one"),
    manifest.files.map(({ name }) => name),
  );
  const owed = Array.from({ length: 300 }, (_, user) =>
    dataset.rowsOf(user).map((marker) => itemOf(dataset, user, marker, manifest.ttlSeconds)),
  ).flat();
  const sorted = (list: readonly Item[]) => list.map((item) => JSON.stringify(item)).toSorted();
  assert.deepEqual(sorted(items), sorted(owed));
  assert.deepEqual([manifest.items, manifest.files.length >= 4], [3_190, true]);
  assert.ok(manifest.files.every((file) => file.items <= 1_000));
  const again = (await writeImportFiles(orderFor(join(folder, "two"))))!;
  assert.equal(again.sha256, manifest.sha256);
  const shards = await Promise.all(
    [1, 2].map((index) => writeImportFiles(orderFor(join(folder, `s${index}`), { shard: { index, count: 2 } }))),
  );
  assert.equal(
    shards.reduce((sum, shard) => sum + shard!.items, 0),
    3_190,
  );
});

test("the files, loaded into a table by BatchWriteItem, make exactly the table that seeding makes", async (t) => {
  const folder = folderOf(t);
  const manifest = (await writeImportFiles(orderFor(join(folder, "files"))))!;
  const items = linesIn(
    join(folder, "files"),
    manifest.files.map(({ name }) => name),
  );
  await using server = await startDynalite();
  const target = { endpoint: server.endpoint, region: "us-west-2", table: "pickup-test", origin: "endpoint" } as const;
  await makeTable(target, placeholderCredentials, systemClock, () => undefined);
  const client = dynamodbClient(target, placeholderCredentials, systemClock);
  t.after(() => client.close());
  await writeRequests(
    client,
    items.map((Item) => ({ PutRequest: { Item } })),
  );
  const { interrupted, observe } = orderFor(folder);
  const result = await checkTable({ dataset, client, shard: null, sample: null, interrupted, observe });
  assert.partialDeepStrictEqual(result, { found: 3_190, missing: 0, extra: 0, different: 0 });
});

test("users are permuted, and the records of a heavy one are spread between those of others", async (t) => {
  const folder = folderOf(t);
  const manifest = (await writeImportFiles(orderFor(join(folder, "files"))))!;
  const items = linesIn(
    join(folder, "files"),
    manifest.files.map(({ name }) => name),
  );
  const profiles = items.map(({ prof }) => (prof as { S: string }).S);
  const changes = profiles.filter((prof, index) => prof !== profiles[index + 1]).length;
  assert.ok(changes >= 2 * 150, `${changes} changes of the user`);
  const users = [...permutedUsers([5, 305], dataset.hash)];
  assert.deepEqual(
    users.toSorted((one, other) => one - other),
    Array.from({ length: 300 }, (_, user) => user + 5),
  );
  assert.ok(users.every((user, index) => Math.abs(user - (users[index + 1] ?? Infinity)) > 1));
});

test("a file that was damaged is told by the line, and a folder that is in use is refused", async (t) => {
  const folder = folderOf(t);
  const manifest = (await writeImportFiles(orderFor(join(folder, "files"))))!;
  const [file] = manifest.files;
  const path = join(folder, "files", file!.name);
  const text = gunzipSync(readFileSync(path)).toString("latin1");
  writeFileSync(path, gzipSync(Buffer.from(text.replace('{"Item"', '{"Itam"'), "latin1")));
  await assert.rejects(verifyImportFile(path, file!), { code: "PICKUP_SINK_DAMAGED", message: /line 1 is no item/ });
  writeFileSync(path, gzipSync(Buffer.from(text.slice(text.indexOf("\n") + 1), "latin1")));
  await assert.rejects(verifyImportFile(path, file!), { exitCode: 6, message: /lines, written were/ });
  writeFileSync(path, gzipSync(Buffer.from(text.replace('"position":{"N":"5', '"position":{"N":"6'), "latin1")));
  await assert.rejects(verifyImportFile(path, file!), { exitCode: 6, message: /not those that were written/ });
  writeFileSync(path, gzipSync(Buffer.from(text, "latin1")).subarray(0, -100));
  await assert.rejects(verifyImportFile(path, file!), {
    code: "PICKUP_SINK_DAMAGED",
    message: /unexpected end of file/,
  });
  await assert.rejects(writeImportFiles(orderFor(join(folder, "files"))), { code: "PICKUP_SINK_NOT_EMPTY" });
  assert.equal(await writeImportFiles(orderFor(join(folder, "no"), { interrupted: AbortSignal.abort() })), null);
});
