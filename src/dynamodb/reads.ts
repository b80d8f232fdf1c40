import type { AttributeMap } from "./attributes.ts";
import type { DynamodbClient } from "./client.ts";

/** Parameters of a Query or a Scan as in DynamoDB's API; the table is the client's. */
export type ReadInput = { readonly [parameter: string]: unknown };

interface Page {
  readonly Items?: readonly AttributeMap[];
  readonly LastEvaluatedKey?: AttributeMap;
}

/** All items of a Query, page after page. Throws DynamodbError. */
export async function query(client: DynamodbClient, input: ReadInput): Promise<AttributeMap[]> {
  const items: AttributeMap[] = [];
  for await (const page of pagesOf(client, "Query", input)) items.push(...page);
  return items;
}

/** The pages of a Scan, or of one of its segments (`Segment`, `TotalSegments`). Throws DynamodbError. */
export function scan(client: DynamodbClient, input: ReadInput = {}): AsyncGenerator<readonly AttributeMap[]> {
  return pagesOf(client, "Scan", input);
}

/** One item as it is now (consistent read), or undefined. Throws DynamodbError. */
export async function getItem(client: DynamodbClient, key: AttributeMap): Promise<AttributeMap | undefined> {
  const answer = (await client.call("GetItem", { Key: key, ConsistentRead: true })) as { Item?: AttributeMap };
  return answer.Item;
}

async function* pagesOf(
  client: DynamodbClient,
  operation: "Query" | "Scan",
  input: ReadInput,
): AsyncGenerator<readonly AttributeMap[]> {
  let start: AttributeMap | undefined;
  do {
    const page = (await client.call(operation, start ? { ...input, ExclusiveStartKey: start } : input)) as Page;
    yield page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
