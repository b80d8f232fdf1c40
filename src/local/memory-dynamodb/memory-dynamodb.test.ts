import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { startDynalite } from "../../../test/support/dynalite.ts";
import { writeRequests } from "../../../test/support/write-requests.ts";
import {
  type AttributeMap,
  type DynamodbClient,
  dynamodbClient,
  getItem,
  placeholderCredentials,
  query,
  scan,
  TableAdmin,
} from "../../dynamodb/index.ts";
import { systemClock } from "../../ground/index.ts";
import { makeMarkerTable } from "../database/marker-table.ts";
import { startMemoryDynamodb } from "./memory-dynamodb.ts";

const place = { region: "us-west-2", table: "pickup-test" };

async function memory(t: TestContext): Promise<DynamodbClient> {
  const service = await startMemoryDynamodb({ port: 0, region: place.region }, systemClock);
  return tableAt(t, service.url, () => service.close());
}

async function tableAt(t: TestContext, endpoint: string, end: () => Promise<void>): Promise<DynamodbClient> {
  const client = dynamodbClient({ ...place, endpoint }, placeholderCredentials, systemClock);
  await makeMarkerTable(client, systemClock);
  t.after(async () => {
    client.close();
    await end();
  });
  return client;
}

function itemOf(prof: string, parent: string, more: AttributeMap = {}): AttributeMap {
  return { prof: { S: prof }, parent: { S: parent }, time: { N: "1000" }, asset: { NULL: true }, ...more };
}

const keyOf = ({ prof, parent }: AttributeMap): AttributeMap => ({ prof: prof!, parent: parent! });

async function put(client: DynamodbClient, Item: AttributeMap, condition: object = {}): Promise<string> {
  const written = client.call("PutItem", { Item, ...condition });
  return written.then(
    () => "put",
    (error: { type: string }) => error.type,
  );
}

async function all(client: DynamodbClient, input: object = {}): Promise<AttributeMap[]> {
  const items: AttributeMap[] = [];
  for await (const page of scan(client, { ...input })) items.push(...page);
  return items;
}

/** Does the same with both databases and gives what each said. */
async function sameOf<Result>(t: TestContext, act: (client: DynamodbClient) => Promise<Result>): Promise<Result> {
  const database = await startDynalite();
  const theirs = await act(await tableAt(t, database.endpoint, async () => database[Symbol.asyncDispose]()));
  const ours = await act(await memory(t));
  assert.deepEqual(ours, theirs);
  return ours;
}

test("items are put, replaced, got and deleted as dynalite does it", async (t) => {
  const seen = await sameOf(t, async (client) => {
    const item = itemOf("u1", "a", { done: { BOOL: true } });
    await put(client, item);
    await put(client, itemOf("u1", "a"));
    const replaced = await getItem(client, keyOf(item));
    await client.call("DeleteItem", { Key: keyOf(item) });
    return [replaced, await getItem(client, keyOf(item)), await all(client)];
  });
  assert.deepEqual(seen, [itemOf("u1", "a"), undefined, []]);
});

test("a profile's items come by sort key, from either end, narrowed by conditions, as from dynalite", async (t) => {
  const input = { KeyConditionExpression: "prof = :p", ExpressionAttributeValues: { ":p": { S: "u1" } } };
  const withSort = (expression: string, values: AttributeMap) => ({
    KeyConditionExpression: `#p = :p AND ${expression}`,
    ExpressionAttributeNames: { "#p": "prof" },
    ExpressionAttributeValues: { ":p": { S: "u1" }, ...values },
  });
  const seen = await sameOf(t, async (client) => {
    for (const parent of ["c", "a", "ä", "b", "ab"]) await put(client, itemOf("u1", parent));
    await put(client, itemOf("u2", "a"));
    const parentsOf = async (more: object) => (await query(client, { ...more })).map(({ parent }) => parent);
    return [
      await parentsOf(input),
      await parentsOf({ ...input, ScanIndexForward: false }),
      await parentsOf({ ...input, Limit: 2 }),
      await parentsOf(withSort("begins_with(parent, :s)", { ":s": { S: "a" } })),
      await parentsOf(withSort("parent BETWEEN :l AND :h", { ":l": { S: "ab" }, ":h": { S: "b" } })),
      await parentsOf(withSort("parent > :s", { ":s": { S: "b" } })),
      await parentsOf({ ...input, ExpressionAttributeValues: { ":p": { S: "nobody" } } }),
    ];
  });
  assert.deepEqual(
    seen[0],
    ["a", "ab", "b", "c", "ä"].map((S) => ({ S })),
  );
});

test("a conditional put is refused exactly where dynalite refuses it", async (t) => {
  const newer = (time: string) => ({
    ConditionExpression: "attribute_not_exists(#t) OR #t <= :t",
    ExpressionAttributeNames: { "#t": "time" },
    ExpressionAttributeValues: { ":t": { N: time } },
  });
  const seen = await sameOf(t, async (client) => [
    await put(client, itemOf("u1", "a"), newer("1000")),
    await put(client, itemOf("u1", "a"), newer("1000.0")),
    await put(client, itemOf("u1", "a"), newer("999")),
    await put(client, itemOf("u1", "a"), { ConditionExpression: "attribute_not_exists(prof)" }),
    await put(client, itemOf("u1", "a"), { ConditionExpression: "NOT (attribute_exists(nope)) AND prof <> parent" }),
  ]);
  const refused = "ConditionalCheckFailedException";
  assert.deepEqual(seen, ["put", "put", refused, refused, "put"]);
});

test("a batch is written whole, and answers have the fields that reads ask for", async (t) => {
  await sameOf(t, async (client) => {
    const items = Array.from({ length: 25 }, (_, index) => itemOf("u1", `p${index}`, { time: { N: String(index) } }));
    await writeRequests(
      client,
      items.map((Item) => ({ PutRequest: { Item } })),
    );
    const few = {
      FilterExpression: "#t IN (:a, :b)",
      ExpressionAttributeNames: { "#t": "time" },
      ExpressionAttributeValues: { ":a": { N: "3" }, ":b": { N: "4" } },
    };
    const counted = await client.call("Scan", { Select: "COUNT" });
    const projected = await all(client, { ...few, ProjectionExpression: "parent, #t" });
    return [counted, projected.map((item) => JSON.stringify(item)).toSorted(), (await all(client, few)).length];
  });
});

test("a scan gives every item once, over pages of a megabyte and over segments, while items are deleted", async (t) => {
  const client = await memory(t);
  const filling = { filling: { S: "x".repeat(100_000) } };
  for (let user = 0; user < 20; user++)
    for (const parent of ["a", "b"]) await put(client, itemOf(`u${user}`, parent, filling));
  let pages = 0;
  const seen: string[] = [];
  for (const Segment of [0, 1, 2]) {
    for await (const page of scan(client, { Segment, TotalSegments: 3 })) {
      pages++;
      for (const item of page) {
        seen.push(JSON.stringify(keyOf(item)));
        await client.call("DeleteItem", { Key: keyOf(item) });
      }
    }
  }
  assert.equal(seen.length, 40);
  assert.equal(new Set(seen).size, 40);
  assert.ok(pages > 3, String(pages));
  assert.deepEqual(await all(client), []);
});

test("tables are described as the kit expects, and errors bear DynamoDB's names", async (t) => {
  const client = await memory(t);
  const service = await startMemoryDynamodb({ port: 0, region: place.region }, systemClock);
  t.after(() => service.close());
  const target = { ...place, endpoint: service.url };
  using admin = await TableAdmin.open(target, placeholderCredentials, systemClock);
  assert.equal(await admin.describe(), null);
  const partitionKey = { name: "prof", type: "S" } as const;
  const sortKey = { name: "parent", type: "S" } as const;
  const made = await admin.create({ partitionKey, sortKey, ttlAttribute: "ttl" });
  assert.deepEqual([made.partitionKey, made.sortKey, made.status], [partitionKey, sortKey, "ACTIVE"]);
  assert.equal(await admin.enableTimeToLive("ttl"), false);
  const absent = dynamodbClient({ ...target, table: "absent" }, placeholderCredentials, systemClock);
  t.after(() => absent.close());
  const typeOf = (call: Promise<unknown>) => call.then(String, (error: { type: string }) => error.type);
  assert.equal(await typeOf(absent.call("Query", {})), "ResourceNotFoundException");
  assert.equal(await typeOf(client.call("PutItem", { Item: { prof: { S: "u" } } })), "ValidationException");
  assert.equal(await typeOf(client.call("PutItem", { Item: itemOf("u", "") })), "ValidationException");
  assert.equal(await typeOf(client.call("Query", { KeyConditionExpression: "parent = :x" })), "ValidationException");
  assert.equal(await typeOf(client.call("UpdateItem", {})), "UnknownOperationException");
});
