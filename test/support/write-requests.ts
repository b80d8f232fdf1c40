import assert from "node:assert/strict";
import { BatchSender, type DynamodbClient, maxBatchSize, type WriteRequest } from "../../src/dynamodb/index.ts";

/** Writes puts and deletes of different keys by BatchWriteItem into a database that takes everything at once. */
export async function writeRequests(client: DynamodbClient, requests: readonly WriteRequest[]): Promise<void> {
  const sender = new BatchSender(client);
  for (let at = 0; at < requests.length; at += maxBatchSize) {
    const body = sender.begin();
    const texts = requests.slice(at, at + maxBatchSize).map((request) => JSON.stringify(request));
    body.bytes(Buffer.from(texts.join(",")));
    const { undone } = await sender.send(body);
    assert.deepEqual(undone, []);
  }
}
