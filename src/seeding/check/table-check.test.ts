import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { startDynalite } from "../../../test/support/dynalite.ts";
import { writeRequests } from "../../../test/support/write-requests.ts";
import { type Config, itemOf, pickupDataset } from "../../dataset/index.ts";
import { type AttributeMap, dynamodbClient, placeholderCredentials } from "../../dynamodb/index.ts";
import { systemClock } from "../../ground/index.ts";
import { makeTable } from "../prepare-table.ts";
import { checkTable, type CheckOrder } from "./table-check.ts";

const config: Config = {
  productCode: "hboMax",
  seed: "check",
  generatedUsers: { count: 60 },
  assets: { generatedFeatures: { count: 40 }, generatedSeries: { count: 5, episodes: 4 } },
  updateTimeStart: 1_785_715_200,
  updateTimeEnd: 1_793_491_200,
  recordsPerUser: 10,
};
const dataset = pickupDataset(config);
const keyOf = (user: number, record: number): AttributeMap => {
  const { prof, parent } = itemOf(dataset, user, dataset.rowsOf(user)[record]!, 0);
  return { prof: prof!, parent: parent! };
};

async function seeded(t: TestContext) {
  const server = await startDynalite();
  const target = { endpoint: server.endpoint, region: "us-west-2", table: "pickup-test", origin: "endpoint" } as const;
  await makeTable(target, placeholderCredentials, systemClock, () => undefined);
  const client = dynamodbClient(target, placeholderCredentials, systemClock);
  t.after(async () => {
    client.close();
    await server[Symbol.asyncDispose]();
  });
  const items = Array.from({ length: 60 }, (_, user) =>
    dataset
      .rowsOf(user)
      .map((marker) => ({ PutRequest: { Item: itemOf(dataset, user, marker, 1_900_000_000 + user) } })),
  );
  await writeRequests(client, items.flat());
  const check = (more: Partial<CheckOrder> = {}) =>
    checkTable({
      dataset,
      client,
      shard: null,
      sample: null,
      interrupted: new AbortController().signal,
      observe: () => undefined,
      ...more,
    });
  return { client, check };
}

test("a table as it was seeded is right, whatever its times to live and whoever else is in it", async (t) => {
  const { client, check } = await seeded(t);
  await client.call("PutItem", { Item: { prof: { S: "somebody:hboMax" }, parent: { S: "x" } } });
  await client.call("PutItem", { Item: { prof: { S: `${dataset.idOf(3)}:other` }, parent: { S: "x" } } });
  assert.deepEqual(await check(), {
    users: 60,
    items: 600,
    found: 600,
    foreign: 2,
    missing: 0,
    extra: 0,
    different: 0,
    wrong: [],
  });
  assert.partialDeepStrictEqual(await check({ sample: 7 }), {
    users: 7,
    items: 70,
    found: 70,
    foreign: null,
    missing: 0,
  });
  assert.partialDeepStrictEqual(await check({ shard: { index: 1, count: 4 } }), { users: 15, found: 150, missing: 0 });
});

test("missing, extra and different items are counted and named", async (t) => {
  const { client, check } = await seeded(t);
  await client.call("DeleteItem", { Key: keyOf(7, 2) });
  const extra = { prof: keyOf(9, 0)["prof"]!, parent: { S: "urn:hbo:feature:extra" } };
  await client.call("PutItem", { Item: extra });
  const moved = { ...itemOf(dataset, 20, dataset.rowsOf(20)[4]!, 0), position: { N: "1" } };
  await client.call("PutItem", { Item: moved });
  const result = (await check())!;
  assert.partialDeepStrictEqual(result, { found: 600, missing: 1, extra: 1, different: 1 });
  assert.deepEqual(
    result.wrong.map(({ difference, user, record }) => [difference, user, record]),
    [
      ["missing", 7, 2],
      ["extra", 9, null],
      ["different", 20, 4],
    ],
  );
  assert.deepEqual(result.wrong[1]!.key, [`${dataset.idOf(9)}:hboMax`, "urn:hbo:feature:extra"]);
  assert.partialDeepStrictEqual(await check({ sample: 60 }), { missing: 1, extra: 1, different: 1 });
});

test("an empty table lacks everything, and an interruption gives no result", async (t) => {
  const { client, check } = await seeded(t);
  const keys = Array.from({ length: 60 }, (_, user) =>
    Array.from({ length: 10 }, (_, record) => ({ DeleteRequest: { Key: keyOf(user, record) } })),
  );
  await writeRequests(client, keys.flat());
  assert.partialDeepStrictEqual(await check(), { found: 0, missing: 600 });
  assert.equal(await check({ interrupted: AbortSignal.abort() }), null);
});
