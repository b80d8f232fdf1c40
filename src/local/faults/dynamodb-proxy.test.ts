import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { type TestContext, test } from "node:test";
import { startDynalite } from "../../../test/support/dynalite.ts";
import { startFaults } from "../../../test/support/fault-proxy.ts";
import { type Credentials, DynamodbClient, DynamodbError, fixedCredentials, TableAdmin } from "../../dynamodb/index.ts";
import { systemClock, VirtualClock } from "../../ground/index.ts";
import { makeMarkerTable } from "../database/marker-table.ts";
import type { FaultFile } from "./fault-file.ts";

const place = { region: "us-west-2", table: "test-markers" };
const local = { accessKeyId: "local", secretAccessKey: "local" };

/** A table behind a proxy with these faults, and the bare one. */
async function scene(t: TestContext, faults: FaultFile["dynamodb"], seed = "one") {
  const database = await startDynalite();
  const direct = clientOf(database.endpoint);
  await makeMarkerTable(direct, systemClock);
  const proxy = await startFaults(database.endpoint, { seed, dynamodb: faults });
  const client = clientOf(proxy.endpoint);
  t.after(async () => {
    client.close();
    direct.close();
    await proxy[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });
  return { proxy, direct, client };
}

function clientOf(endpoint: string, credentials: Credentials = local, clock = systemClock): DynamodbClient {
  return new DynamodbClient({ ...place, endpoint }, fixedCredentials(credentials), clock, Math.random);
}

function batchOf(count: number, prof = (index: number) => `user-${index}`, bytes = 10): string {
  const requests = Array.from({ length: count }, (_, index) => ({
    PutRequest: {
      Item: { prof: { S: prof(index) }, parent: { S: `urn:${index}` }, filler: { S: "x".repeat(bytes) } },
    },
  }));
  return JSON.stringify({ RequestItems: { [place.table]: requests }, ReturnConsumedCapacity: "TOTAL" });
}

async function writeBatch(client: DynamodbClient, body: string) {
  const answer = JSON.parse((await client.send("BatchWriteItem", body)).toString()) as {
    UnprocessedItems: { [table: string]: object[] };
    ConsumedCapacity?: { CapacityUnits: number }[];
  };
  return {
    undone: answer.UnprocessedItems[place.table]?.length ?? 0,
    units: answer.ConsumedCapacity?.[0]?.CapacityUnits,
  };
}

async function countIn(client: DynamodbClient): Promise<number> {
  const { Count } = JSON.parse((await client.send("Scan", `{"TableName":"${place.table}"}`)).toString()) as {
    Count: number;
  };
  return Count;
}

test("without faults a batch passes whole, and its keys are counted", async (t) => {
  const { proxy, direct, client } = await scene(t, {});
  assert.deepEqual(await writeBatch(client, batchOf(25)), { undone: 0, units: 25 });
  assert.deepEqual(await writeBatch(client, batchOf(10)), { undone: 0, units: 10 });
  assert.equal(await countIn(direct), 25);
  const { writes, verifiedSignatures, refusedSignatures } = await proxy.report();
  assert.deepEqual(
    { ...writes, firstMs: null, lastMs: null },
    { puts: 35, deletes: 0, units: 35, keys: 25, rewrites: 10, firstMs: null, lastMs: null },
  );
  assert.equal(verifiedSignatures, 2);
  assert.deepEqual(refusedSignatures, {});
});

test("write units of items and of pretended indexes are taken from the table's bucket", async (t) => {
  const { direct, client } = await scene(t, {
    indexes: 1,
    writeUnits: { perSecond: 0.2, depthSeconds: 300, shown: "provisioned" },
  });
  // 60 units, at 2 units for the item and 2 for its index: 15 of 20.
  const { undone, units } = await writeBatch(client, batchOf(20, undefined, 1_500));
  assert.deepEqual({ undone, units }, { undone: 5, units: 60 });
  assert.equal(await countIn(direct), 15);
  const refused = await client.send("BatchWriteItem", batchOf(3)).catch((error: unknown) => error as DynamodbError);
  assert.ok(refused instanceof DynamodbError);
  assert.equal(refused.type, "ProvisionedThroughputExceededException");
  assert.equal(refused.reasons[0]!.reason, "TableWriteProvisionedThroughputExceeded");
});

test("a hot key is limited alone, by its key range", async (t) => {
  const { client } = await scene(t, { writeUnits: { perSecond: 10_000, perKeyPerSecond: 10 } });
  const { undone } = await writeBatch(
    client,
    batchOf(25, (index) => (index < 15 ? "hot" : `cold-${index}`)),
  );
  assert.equal(undone, 5);
  const hot = batchOf(25, () => "hot");
  let refused: unknown;
  // On a slow machine a unit comes back between two batches; one of a few in a row finds none.
  for (let batch = 0; batch < 5 && !(refused instanceof DynamodbError); batch++) {
    refused = await client.send("BatchWriteItem", hot).catch((error: unknown) => error);
  }
  assert.ok(refused instanceof DynamodbError);
  assert.equal(refused.reasons[0]!.reason, "TableWriteKeyRangeThroughputExceeded");
});

for (const [shown, expected] of [
  ["provisioned", 2_000],
  ["warm", 2_000],
  ["no", null],
] as const) {
  test(`the table's description shows the limit: ${shown}`, async (t) => {
    const { proxy } = await scene(t, { indexes: 2, writeUnits: { perSecond: 2_000, shown } });
    const target = { ...place, endpoint: proxy.endpoint };
    using admin = await TableAdmin.open(target, fixedCredentials(local), systemClock);
    const table = (await admin.describe())!;
    assert.equal(table.writeUnitsPerSecond, expected);
    assert.equal(table.indexes, 2);
  });
}

test("a request is refused for a wrong secret, an unknown key, another's session token and a date far off", async (t) => {
  const key = { accessKeyId: "AKIATEST", secretAccessKey: "secret", sessionToken: "session" };
  const { proxy } = await scene(t, { signatures: { keys: [key] } });
  const refusalFor = async (credentials: Credentials, clock = systemClock) => {
    const client = clientOf(proxy.endpoint, credentials, clock);
    t.after(() => client.close());
    return client.send("ListTables", "{}").then(
      () => "accepted",
      (error: DynamodbError) => error.type,
    );
  };
  assert.equal(await refusalFor(key), "accepted");
  assert.equal(await refusalFor({ ...key, secretAccessKey: "wrong" }), "InvalidSignatureException");
  assert.equal(await refusalFor({ ...key, accessKeyId: "AKIAOTHER" }), "UnrecognizedClientException");
  assert.equal(await refusalFor({ ...key, sessionToken: "other" }), "UnrecognizedClientException");
  assert.equal(
    await refusalFor({ accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey }),
    "UnrecognizedClientException",
  );
  const unsigned = await fetch(proxy.endpoint, {
    method: "POST",
    headers: { "x-amz-target": "DynamoDB_20120810.ListTables" },
    body: "{}",
  });
  assert.match(await unsigned.text(), /MissingAuthenticationTokenException/);
});

test("a clock ten minutes off is told by an expired signature and the Date header, and mended by it", async (t) => {
  const { proxy, client } = await scene(t, { clockOffsetSeconds: 600 });
  assert.equal(await countIn(client), 0);
  assert.deepEqual((await proxy.report()).refusedSignatures, { InvalidSignatureException: 1 });
});

test("keys that the proxy gives are accepted until the request at which they expire", async (t) => {
  const { proxy } = await scene(t, { signatures: { expireAtRequests: [3] } });
  const ask = async () => (await (await fetch(`${proxy.endpoint}/credentials`)).json()) as { [name: string]: string };
  const given = async () => {
    const { AccessKeyId, SecretAccessKey, Token } = await ask();
    return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: Token! };
  };
  let refreshes = 0;
  let keys = await given();
  const source = {
    get: async () => keys,
    refresh: async () => {
      refreshes++;
      return (keys = await given());
    },
  };
  const client = new DynamodbClient({ ...place, endpoint: proxy.endpoint }, source, systemClock, Math.random);
  t.after(() => client.close());
  for (let request = 0; request < 5; request++) await client.send("ListTables", "{}");
  assert.equal(refreshes, 1);
  assert.deepEqual((await proxy.report()).refusedSignatures, { ExpiredTokenException: 1 });
});

test("a batch that is partly undone by lot keeps at least one item and gives at least one back", async (t) => {
  const { proxy, direct, client } = await scene(t, { partlyUnprocessed: 1 });
  let done = 0;
  for (const size of [1, 2, 2, 2, 25]) {
    const { undone } = await writeBatch(
      client,
      batchOf(size, (index) => `user-${size}-${done}-${index}`),
    );
    if (size === 1) assert.equal(undone, 0);
    else assert.ok(undone > 0 && undone < size);
    done += size - undone;
  }
  assert.equal(await countIn(direct), done);
  assert.equal((await proxy.report()).refusedItems.lot, 32 - done);
});

test("the three exceptions come with their reasons, in both spellings", async (t) => {
  const { proxy, direct, client } = await scene(t, { exceptions: 1 });
  const types = new Set<string>();
  for (let request = 0; request < 30; request++) {
    const error = await client.send("BatchWriteItem", batchOf(1)).catch((error: unknown) => error as DynamodbError);
    assert.ok(error instanceof DynamodbError);
    assert.equal(error.kind, "throttled");
    assert.match(error.reasons[0]!.reason, /^(Table|Index)Write/);
    types.add(error.type);
  }
  assert.equal(types.size, 3);
  assert.equal(await countIn(direct), 0);
  assert.equal((await proxy.report()).faults.exceptions, 30);
});

for (const [kind, broken] of [
  ["resets", /ECONNRESET|closed/],
  ["halfAnswers", /closed|cut|ECONNRESET|end/i],
  ["serverErrors", /InternalServerError|ServiceUnavailable/],
] as const) {
  test(`${kind} are met by the client as what they are`, async (t) => {
    const { client } = await scene(t, { [kind]: 1 });
    const error = await client.send("ListTables", "{}").catch((error: unknown) => error as DynamodbError);
    assert.ok(error instanceof DynamodbError);
    assert.ok(error.retryable);
    assert.match(error.message, broken);
  });
}

test("a damaged answer carries the checksum of the true one, every other answer its own", async (t) => {
  const { proxy, direct } = await scene(t, { wrongChecksums: 0.5, signatures: false });
  await direct.send("ListTables", "{}");
  const headers = {
    "x-amz-target": "DynamoDB_20120810.ListTables",
    "x-amz-date": "20260101T000000Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=local/20260101/us-west-2/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
  };
  const fits = [];
  for (let request = 0; request < 20; request++) {
    const answer = await fetch(proxy.endpoint, { method: "POST", headers, body: "{}" });
    const body = Buffer.from(await answer.arrayBuffer());
    fits.push(String(crc32(body)) === answer.headers.get("x-amz-crc32"));
  }
  assert.equal(fits.filter((fit) => !fit).length, (await proxy.report()).faults.wrongChecksums);
  assert.ok(fits.includes(true) && fits.includes(false));
});

test("the same seed does the same to the n-th request, another seed something else", async (t) => {
  const fates = async (seed: string) => {
    const { client } = await scene(t, { exceptions: 0.3, serverErrors: 0.3 }, seed);
    const seen = [];
    for (let request = 0; request < 25; request++) {
      seen.push(
        await client.send("ListTables", "{}").then(
          () => "ok",
          (error: DynamodbError) => error.type,
        ),
      );
    }
    return seen.join();
  };
  const first = await fates("storm");
  assert.equal(await fates("storm"), first);
  assert.notEqual(await fates("other"), first);
});

test("a batch that DynamoDB refuses whole is refused whole, whatever the bucket holds", async (t) => {
  const { direct, client } = await scene(t, { partlyUnprocessed: 1 });
  const twice = batchOf(2).replaceAll("urn:1", "urn:0").replaceAll("user-1", "user-0");
  await assert.rejects(client.send("BatchWriteItem", twice), { type: "ValidationException" });
  await assert.rejects(client.send("BatchWriteItem", batchOf(26)), { type: "ValidationException" });
  assert.equal(await countIn(direct), 0);
});

test("an absent table is told by the service behind", async (t) => {
  const { client } = await scene(t, { writeUnits: { perSecond: 10 } });
  const body = batchOf(1).replace(place.table, "test-other");
  await assert.rejects(client.send("BatchWriteItem", body), { type: "ResourceNotFoundException" });
});

test("a bucket refills with time", async () => {
  const { UnitBucket } = await import("./write-capacity.ts");
  const clock = new VirtualClock();
  const bucket = new UnitBucket(100, 0.1, clock.now());
  assert.ok(bucket.holds(10, 0));
  bucket.take(10);
  assert.ok(!bucket.holds(1, 0));
  assert.ok(bucket.holds(1, 10));
  assert.ok(!bucket.holds(2, 10));
  assert.ok(bucket.holds(10, 1_000));
});
