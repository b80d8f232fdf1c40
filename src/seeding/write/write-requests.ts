import {
  type BatchAnswer,
  BatchSender,
  DynamodbError,
  type DynamodbClient,
  maxBatchSize,
  type WriteRequest,
} from "../../dynamodb/index.ts";
import { type Clock, fullJitterMs, sleep } from "../../ground/index.ts";
import { identityOfRequest } from "./request-texts.ts";

const maxAttempts = 12;
const baseDelayMs = 50;
const capMs = 5_000;

/**
 * Writes any puts and deletes, beside the dataset's own: for thousands, not for millions. Of several for one key the
 * last one counts. Gives how many keys were written; throws DynamodbError.
 */
export async function writeRequests(
  client: DynamodbClient,
  requests: Iterable<WriteRequest>,
  clock: Clock,
  random: () => number = Math.random,
): Promise<number> {
  const sender = new BatchSender(client);
  const byKey = new Map<string, WriteRequest>();
  for (const request of requests) byKey.set(identityOfRequest(request), request);
  const all = [...byKey.values()];
  for (let at = 0; at < all.length; at += maxBatchSize) {
    await writeAll(sender, all.slice(at, at + maxBatchSize), clock, random);
  }
  return all.length;
}

async function writeAll(
  sender: BatchSender,
  batch: readonly WriteRequest[],
  clock: Clock,
  random: () => number,
): Promise<void> {
  let left = batch;
  for (let attempt = 1; left.length > 0; attempt++) {
    if (attempt > 1) await sleep(clock, fullJitterMs(attempt, baseDelayMs, capMs, random));
    ({ undone: left } = await attemptOf(sender, left, attempt));
  }
}

/** A refusal that time mends leaves all of the batch undone. */
async function attemptOf(sender: BatchSender, batch: readonly WriteRequest[], attempt: number): Promise<BatchAnswer> {
  const text = batch.map((request) => JSON.stringify(request)).join(",");
  try {
    return await sender.send(Buffer.from(text).toString("latin1"));
  } catch (error) {
    if (!(error instanceof DynamodbError) || !error.retryable || attempt >= maxAttempts) throw error;
    return { undone: batch, consumed: null };
  }
}
