import type { AttributeMap } from "./attributes.ts";
import { type DynamodbClient, parsed } from "./client.ts";

/** DynamoDB takes at most so many requests in a batch. */
export const maxBatchSize = 25;

/** A put or a delete as it comes back when DynamoDB did not do it. */
export type WriteRequest =
  | { readonly PutRequest: { readonly Item: AttributeMap } }
  | { readonly DeleteRequest: { readonly Key: AttributeMap } };

/** A put or a delete ready to be sent. */
export interface WriteEntry {
  /** Names the item among all others: DynamoDB refuses a batch that names one twice. */
  readonly key: string;
  /** The {@link WriteRequest} as JSON text. */
  readonly request: string;
}

const nothingUnprocessed = Buffer.from('{"UnprocessedItems":{}}');

/**
 * Sends up to 25 entries with different keys as one BatchWriteItem, without retries, and gives those that DynamoDB
 * left undone; `keyOf` finds the key of a returned request. Throws DynamodbError when none was done.
 */
export async function batchWrite<Entry extends WriteEntry>(
  client: DynamodbClient,
  entries: readonly Entry[],
  keyOf: (request: WriteRequest) => string,
): Promise<readonly Entry[]> {
  const requests = entries.map((entry) => entry.request).join(",");
  const body = await client.send("BatchWriteItem", `{"RequestItems":{${JSON.stringify(client.table)}:[${requests}]}}`);
  if (body.equals(nothingUnprocessed)) return [];
  const { UnprocessedItems: unprocessed } = parsed(body) as BatchWriteAnswer;
  const keys = new Set((unprocessed?.[client.table] ?? []).map(keyOf));
  return entries.filter((entry) => keys.has(entry.key));
}

interface BatchWriteAnswer {
  readonly UnprocessedItems?: { readonly [table: string]: readonly WriteRequest[] };
}
