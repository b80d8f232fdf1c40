import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { listening } from "../../../test/support/dynalite.ts";
import { needs } from "../../../test/support/needs.ts";
import { selfSigned } from "../../../test/support/self-signed.ts";
import { tunnellingProxy } from "../../../test/support/tunnelling-proxy.ts";
import { pickupDataset } from "../../dataset/index.ts";
import { fixedCredentials } from "../../dynamodb/index.ts";
import { systemClock } from "../../ground/index.ts";
import { writeImportFiles } from "./import-sink.ts";
import { startImport, type StartImportOrder } from "./start-import.ts";

const dataset = pickupDataset({
  productCode: "hboMax",
  seed: "import",
  generatedUsers: { count: 200 },
  assets: { generatedFeatures: { count: 30 } },
  updateTimeStart: 1_785_715_200,
  updateTimeEnd: 1_793_491_200,
  recordsPerUser: 10,
});
const hurried = { ...systemClock, after: (ms: number, fire: () => void) => systemClock.after(ms / 100, fire) };
const openssl = needs("openssl");

interface Call {
  readonly operation: string;
  readonly input: { readonly [field: string]: unknown };
}

/** What the two services answer: a status and, in JSON, the rest. */
interface Play {
  readonly s3?: { readonly status: number; readonly code: string };
  readonly dynamodb: (call: Call) => { readonly status: number; readonly json: object };
}

/** S3 and DynamoDB in one server, behind a certificate of its own. */
async function aws(t: TestContext, { s3, dynamodb }: Play) {
  const { key, cert } = selfSigned();
  const objects = new Map<string, string>();
  const calls: Call[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const target = request.headers["x-amz-target"];
    if (target === undefined) {
      objects.set(request.url!.split("?")[0]!, createHash("sha256").update(body).digest("hex"));
      response.writeHead(s3?.status ?? 200, { etag: '"1"' });
      return response.end(s3 === undefined ? "" : `<Error><Code>${s3.code}</Code><Message>no</Message></Error>`);
    }
    const operation = String(target).replace(/^.*\./, "");
    const call = { operation, input: JSON.parse(body.toString()) as Call["input"] };
    calls.push(call);
    const { status, json } = dynamodb(call);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
    return response.end(JSON.stringify(json));
  };
  const server = await listening(createServer({ key, cert }, (request, response) => void answer(request, response)));
  t.after(() => server[Symbol.asyncDispose]());
  return { endpoint: server.endpoint.replace("http:", "https:"), cert, objects, calls };
}

type Aws = Awaited<ReturnType<typeof aws>>;

/** An import of freshly written files, with what it tells. */
async function importOf(t: TestContext, service: Aws, more: Partial<StartImportOrder> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "pickup-import-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const interrupted = new AbortController().signal;
  const connect = { tls: { ca: service.cert } };
  const target = {
    endpoint: service.endpoint,
    region: "us-west-2",
    table: "pickup-test",
    origin: "endpoint",
    connect,
  } as const;
  const files = { dataset, target, shard: null, folder, keepDays: null, itemsPerFile: 1_000 };
  const manifest = (await writeImportFiles({ ...files, interrupted, observe: () => undefined }))!;
  const told: string[] = [];
  const order: StartImportOrder = {
    manifest,
    folder,
    target,
    credentials: fixedCredentials({ accessKeyId: "a", secretAccessKey: "b" }),
    bucket: "bucket/some/place",
    s3Endpoint: service.endpoint,
    isTableThere: false,
    maxUnitsPerSecond: null,
    clock: hurried,
    interrupted,
    tell: (line) => told.push(line),
    ...more,
  };
  return { order, told, manifest, folder };
}

const importing = (status: string, items: number, more: object = {}) => ({
  status: 200,
  json: {
    ImportTableDescription: { ImportArn: "arn:import", ImportStatus: status, ImportedItemCount: items, ...more },
  },
});

test("the files are uploaded as they are, imported into a new table, and followed to the end", openssl, async (t) => {
  let asked = 0;
  const service = await aws(t, {
    dynamodb: ({ operation }) =>
      operation === "ImportTable" || asked++ === 0 ? importing("IN_PROGRESS", 500) : importing("COMPLETED", 2_000),
  });
  const { order, told, manifest, folder } = await importOf(t, service);
  assert.equal(await startImport(order), true);
  const place = `some/place/${manifest.configHash.slice(0, 12)}`;
  for (const { name } of manifest.files) {
    const sha256 = createHash("sha256")
      .update(readFileSync(join(folder, name)))
      .digest("hex");
    assert.equal(service.objects.get(`/bucket/${place}/${name}`), sha256);
  }
  assert.deepEqual(
    service.calls.map(({ operation }) => operation),
    ["ImportTable", "DescribeImport", "DescribeImport"],
  );
  assert.partialDeepStrictEqual(service.calls[0]!.input, {
    S3BucketSource: { S3Bucket: "bucket", S3KeyPrefix: `${place}/` },
    InputFormat: "DYNAMODB_JSON",
    InputCompressionType: "GZIP",
    TableCreationParameters: { TableName: "pickup-test" },
  });
  assert.deepEqual(told.slice(-3), [
    "started: arn:import",
    "in progress: 500 of 2000 items, 0 failed",
    "completed: 2000 of 2000 items, 0 failed",
  ]);
});

test("into a table that is there, items are put in bulk at the rate that is allowed", openssl, async (t) => {
  const description = { BulkOperationArn: "arn:bulk", BulkOperationStatus: "COMPLETED", ProcessedItemCount: 2_000 };
  const service = await aws(t, {
    dynamodb: () => ({ status: 200, json: { BulkOperationDescription: description } }),
  });
  const { order } = await importOf(t, service, { isTableThere: true, maxUnitsPerSecond: 400 });
  assert.equal(await startImport(order), true);
  const [start] = service.calls;
  assert.equal(start!.operation, "StartBulkPutItems");
  assert.partialDeepStrictEqual(start!.input, { TableName: "pickup-test", MaxWriteRequestUnits: 400 });
});

test("an import that fails is one error with DynamoDB's reason", openssl, async (t) => {
  const service = await aws(t, {
    dynamodb: () => importing("FAILED", 10, { ErrorCount: 3, FailureMessage: "the table exists" }),
  });
  const { order } = await importOf(t, service);
  await assert.rejects(startImport(order), {
    code: "PICKUP_IMPORT_FAILED",
    exitCode: 6,
    message: "the import ended as FAILED with 3 failed items: the table exists",
  });
});

test("a bucket that may not be written to and an import that is refused are one line each", openssl, async (t) => {
  const denied = await aws(t, { s3: { status: 403, code: "AccessDenied" }, dynamodb: () => importing("FAILED", 0) });
  await assert.rejects(startImport((await importOf(t, denied)).order), {
    code: "PICKUP_IMPORT_REFUSED",
    exitCode: 4,
    message: "uploading to s3://bucket: AccessDenied: no",
  });
  assert.deepEqual(denied.calls, []);
  const json = { __type: "com.amazonaws.dynamodb.v20120810#LimitExceededException", message: "50 imports at once" };
  const busy = await aws(t, { dynamodb: () => ({ status: 400, json }) });
  await assert.rejects(startImport((await importOf(t, busy)).order), {
    code: "PICKUP_IMPORT_REFUSED",
    exitCode: 2,
    message: "importing into table pickup-test: LimitExceededException: 50 imports at once",
  });
});

test("a certificate that is not trusted is refused, and a proxy that is set is gone through", openssl, async (t) => {
  const service = await aws(t, { dynamodb: () => importing("COMPLETED", 2_000) });
  const { order } = await importOf(t, service);
  const untrusting = { ...order, target: { ...order.target, connect: { tls: {} } } };
  await assert.rejects(startImport(untrusting), { exitCode: 5 });
  assert.equal(service.objects.size, 0);
  await using proxy = await tunnellingProxy(Number(new URL(service.endpoint).port));
  const connect = { tls: { isInsecure: true }, proxies: { http: null, https: proxy.address, except: [] } };
  const endpoint = "https://aws.test";
  assert.equal(
    await startImport({ ...order, s3Endpoint: endpoint, target: { ...order.target, endpoint, connect } }),
    true,
  );
  assert.equal(service.objects.size, order.manifest.files.length);
  assert.ok(proxy.heads.every((head) => head.startsWith("CONNECT aws.test:443 ")));
});
