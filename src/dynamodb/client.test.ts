import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { refusal, type ScriptedAnswer, startScripted } from "../../test/support/scripted-dynamodb.ts";
import { hasValidSignature } from "../../test/support/verify-signature.ts";
import { systemClock, VirtualClock } from "../ground/index.ts";
import { BatchSender, type WriteRequest } from "./batch-write.ts";
import { type DynamodbClient, dynamodbClient } from "./client.ts";
import { type CredentialSource, fixedCredentials } from "./credentials.ts";
import { getItem, query, scan } from "./reads.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "s3cret", sessionToken: "t0ken" };
const done: ScriptedAnswer = { status: 200, json: { UnprocessedItems: {} } };

function clientOf(endpoint: string, source: CredentialSource = fixedCredentials(credentials), clock = systemClock) {
  return dynamodbClient({ endpoint, region: "us-west-2", table: "t-test" }, source, clock, () => 0);
}

function put(id: string): WriteRequest {
  return { PutRequest: { Item: { prof: { S: id } } } };
}

function batchWrite(client: DynamodbClient, ...requests: readonly WriteRequest[]) {
  const sender = new BatchSender(client);
  const body = sender.begin();
  body.bytes(Buffer.from(requests.map((request) => JSON.stringify(request)).join(",")));
  return sender.send(body);
}

test("every call is signed so that an independent check of AWS Signature Version 4 agrees", async () => {
  await using server = await startScripted(() => ({ status: 200, json: { Items: [] } }));
  const client = clientOf(server.endpoint);
  await query(client, { KeyConditionExpression: "prof = :p", ExpressionAttributeValues: { ":p": { S: "ünï" } } });
  client.close();
  const [call] = server.calls;
  assert.ok(hasValidSignature(call!, credentials.secretAccessKey));
  assert.ok(!hasValidSignature(call!, "another secret"));
  assert.equal(call!.headers["x-amz-security-token"], "t0ken");
  assert.equal(call!.headers["x-amz-target"], "DynamoDB_20120810.Query");
});

test("expired keys are renewed and the call is repeated with the new ones", async () => {
  await using server = await startScripted(({ headers }) =>
    headers["x-amz-security-token"] === "fresh" ? done : refusal(400, "ExpiredTokenException"),
  );
  let token = "stale";
  const source: CredentialSource = {
    get: async () => ({ ...credentials, sessionToken: token }),
    refresh: async () => ({ ...credentials, sessionToken: (token = "fresh") }),
  };
  const client = clientOf(server.endpoint, source);
  assert.deepEqual(await batchWrite(client, put("a")), { undone: [], consumed: null });
  client.close();
  assert.equal(server.calls.length, 2);
  assert.ok(hasValidSignature(server.calls[1]!, credentials.secretAccessKey));
});

test("keys that stay expired are an error of the credentials", async () => {
  await using server = await startScripted(() => refusal(400, "ExpiredTokenException"));
  const client = clientOf(server.endpoint);
  await assert.rejects(batchWrite(client, put("a")), { code: "PICKUP_CREDENTIALS_EXPIRED", exitCode: 4 });
  client.close();
});

test("a clock that is ten minutes off is corrected by the service's Date header, for later calls too", async () => {
  const serviceMs = Date.UTC(2026, 10, 23, 12, 0, 0);
  const message = "Signature expired: 20261123T115000Z is now earlier than 20261123T115500Z";
  const skewed = refusal(400, "InvalidSignatureException", { message }, { date: new Date(serviceMs).toUTCString() });
  await using server = await startScripted(({ headers }) =>
    String(headers["x-amz-date"]).startsWith("20261123T1200") ? done : skewed,
  );
  const clock = new VirtualClock(serviceMs - 600_000);
  const client = clientOf(server.endpoint, fixedCredentials(credentials), clock);
  await batchWrite(client, put("a"));
  await batchWrite(client, put("b"));
  client.close();
  assert.equal(server.calls.length, 3);
});

test("only what DynamoDB left undone comes back from a batch, with what the rest took", async () => {
  const capacity = {
    TableName: "t-test",
    CapacityUnits: 6,
    Table: { CapacityUnits: 2 },
    LocalSecondaryIndexes: { near: { CapacityUnits: 1 } },
    GlobalSecondaryIndexes: { far: { CapacityUnits: 3 } },
  };
  await using server = await startScripted(({ input }) => {
    const requests = (input as { RequestItems: { "t-test": WriteRequest[] } }).RequestItems["t-test"];
    return {
      status: 200,
      json: { UnprocessedItems: { "t-test": [requests[2], requests[0]] }, ConsumedCapacity: [capacity] },
    };
  });
  const client = clientOf(server.endpoint);
  const requests = ["a", "b", "ünï"].map(put);
  assert.deepEqual(await batchWrite(client, ...requests), {
    undone: [requests[2], requests[0]],
    consumed: { total: 6, table: 3, indexes: { far: 3 } },
  });
  client.close();
  assert.ok(hasValidSignature(server.calls[0]!, credentials.secretAccessKey));
});

test("keys that expire under several calls at once are renewed once", async () => {
  await using server = await startScripted(({ headers }) =>
    headers["x-amz-security-token"] === "fresh" ? done : refusal(400, "ExpiredTokenException"),
  );
  let token = "stale";
  let renewals = 0;
  const source: CredentialSource = {
    get: async () => ({ ...credentials, sessionToken: token }),
    refresh: async () => {
      renewals++;
      await new Promise((resolve) => setImmediate(resolve));
      return { ...credentials, sessionToken: (token = "fresh") };
    },
  };
  const client = clientOf(server.endpoint, source);
  await Promise.all(["a", "b", "c", "d"].map((id) => batchWrite(client, put(id))));
  client.close();
  assert.equal(renewals, 1);
});

test("an answer that does not match its checksum counts as a failure of the network", async () => {
  const body = JSON.stringify({ UnprocessedItems: {} });
  const sum = { crc: crc32(body) + 1 };
  await using server = await startScripted(() => ({ ...done, headers: { "x-amz-crc32": String(sum.crc) } }));
  const client = clientOf(server.endpoint);
  await assert.rejects(batchWrite(client, put("a")), { kind: "network", retryable: true });
  sum.crc--;
  assert.deepEqual((await batchWrite(client, put("a"))).undone, []);
  client.close();
});

test("resets, half answers and throttles of a read are retried, its pages are joined", async () => {
  const item = (id: string) => ({ prof: { S: id } });
  const script: readonly ScriptedAnswer[] = [
    "reset",
    { status: 200, json: { Items: [item("a")], LastEvaluatedKey: item("a") } },
    refusal(400, "ThrottlingException"),
    "half",
    { status: 200, json: { Items: [item("b"), item("c")] } },
  ];
  await using server = await startScripted(({ number }) => script[number]!);
  const client = clientOf(server.endpoint);
  assert.deepEqual(await query(client, { KeyConditionExpression: "x" }), ["a", "b", "c"].map(item));
  client.close();
  assert.deepEqual((server.calls[4]!.input as { ExclusiveStartKey: unknown }).ExclusiveStartKey, item("a"));
});

test("scan gives page after page and getItem one item or undefined", async () => {
  const item = { prof: { S: "a" } };
  await using server = await startScripted(({ operation, number }) => {
    if (operation === "GetItem") return { status: 200, json: number === 0 ? { Item: item } : {} };
    return { status: 200, json: number === 2 ? { Items: [item], LastEvaluatedKey: item } : { Items: [] } };
  });
  const client = clientOf(server.endpoint);
  assert.deepEqual(await getItem(client, item), item);
  assert.equal(await getItem(client, item), undefined);
  const pages = [];
  for await (const page of scan(client)) pages.push(page);
  assert.deepEqual(pages, [[item], []]);
  client.close();
});

test("a service that is not there is an error of the network that can be retried", async () => {
  const server = await startScripted(() => done);
  await server[Symbol.asyncDispose]();
  const client = clientOf(server.endpoint);
  await assert.rejects(client.send("ListTables", "{}"), {
    code: "PICKUP_DYNAMODB_UNREACHABLE",
    kind: "network",
    type: "ECONNREFUSED",
    retryable: true,
    exitCode: 5,
  });
  client.close();
});
