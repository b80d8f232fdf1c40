import assert from "node:assert/strict";
import { test } from "node:test";
import { startDynalite } from "../../test/support/dynalite.ts";
import { refusal, startScripted } from "../../test/support/scripted-dynamodb.ts";
import { systemClock } from "../ground/index.ts";
import { placeholderCredentials } from "./credentials.ts";
import { TableAdmin } from "./table-admin.ts";
import { requireKeys, type TableShape } from "./table-shape.ts";

const shape: TableShape = {
  partitionKey: { name: "prof", type: "S" },
  sortKey: { name: "parent", type: "S" },
  ttlAttribute: "ttl",
};

function open(endpoint: string, table = "t-test"): Promise<TableAdmin> {
  return TableAdmin.open({ endpoint, region: "us-west-2", table }, placeholderCredentials, systemClock);
}

test("a table is absent, then made with the keys of the shape, and usable", async () => {
  await using server = await startDynalite();
  using admin = await open(server.endpoint);
  assert.equal(await admin.describe(), null);
  const made = await admin.create(shape);
  assert.equal(made.status, "ACTIVE");
  assert.ok(Math.abs(made.createdAtMs - Date.now()) < 60_000);
  assert.deepEqual(await admin.describe(), made);
  requireKeys("t-test", made, shape);
});

test("a DynamoDB without time to live is told, not thrown", async () => {
  await using server = await startDynalite();
  using admin = await open(server.endpoint);
  await admin.create(shape);
  assert.equal(await admin.enableTimeToLive("ttl"), false);
});

test("a table with other keys is refused with the expected and the found ones", async () => {
  await using server = await startDynalite();
  using admin = await open(server.endpoint);
  const made = await admin.create({ ...shape, sortKey: { name: "position", type: "N" } });
  assert.throws(() => requireKeys("t-test", made, shape), {
    code: "PICKUP_TABLE_KEYS_WRONG",
    exitCode: 2,
    message:
      "table t-test has partition key prof (S) and sort key position (N); " +
      "expected is partition key prof (S) and sort key parent (S)",
  });
});

test("capacity, copies and account are read from the description", async () => {
  await using server = await startScripted(() => ({
    status: 200,
    json: {
      Table: {
        TableArn: "arn:aws:dynamodb:us-west-2:123456789012:table/t-test",
        TableStatus: "ACTIVE",
        CreationDateTime: 1_700_000_000,
        KeySchema: [{ AttributeName: "prof", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "prof", AttributeType: "S" }],
        GlobalSecondaryIndexes: [{ IndexName: "i" }],
        Replicas: [{ RegionName: "us-east-1" }],
        WarmThroughput: { WriteUnitsPerSecond: 4_000 },
      },
    },
  }));
  using admin = await open(server.endpoint);
  assert.deepEqual(await admin.describe(), {
    account: "123456789012",
    createdAtMs: 1_700_000_000_000,
    status: "ACTIVE",
    partitionKey: { name: "prof", type: "S" },
    sortKey: null,
    isOnDemand: true,
    indexes: 1,
    replicas: 1,
    writeUnitsPerSecond: 4_000,
    indexWriteUnits: { i: null },
  });
});

test("refused credentials and an absent service are told apart", async () => {
  const server = await startScripted(() => refusal(400, "UnrecognizedClientException"));
  using admin = await open(server.endpoint);
  await assert.rejects(admin.describe(), { code: "PICKUP_CREDENTIALS_REFUSED", exitCode: 4 });
  await server[Symbol.asyncDispose]();
  await assert.rejects(admin.describe(), { code: "PICKUP_DYNAMODB_UNREACHABLE", exitCode: 5 });
});
