import type { TestContext } from "node:test";
import { type AttributeMap, dynamodbClient, placeholderCredentials } from "../../src/dynamodb/index.ts";
import { systemClock } from "../../src/ground/index.ts";
import { type LocalStack, type LocalStackOptions, startLocalStack } from "../../src/local/index.ts";

const table = "pickup-cw-snp";
const region = "us-west-2";

/** Starts an embedded stack in a folder, closed after the test. */
export async function startStack(
  t: TestContext,
  folder: string,
  changes: Partial<LocalStackOptions> = {},
): Promise<LocalStack> {
  const stack = await startLocalStack({
    folder,
    table,
    region,
    productCode: "hboMax",
    tokenLifetimeMs: 3_600_000,
    ports: { dynamodb: 0, tokens: 0, api: 0 },
    clock: systemClock,
    notice: () => undefined,
    ...changes,
  });
  t.after(() => stack.close());
  return stack;
}

/** A fresh token of the stack's token service. */
export async function tokenOf(stack: LocalStack, userId: string): Promise<string> {
  const data = { userId, hurleyAccountId: userId, hurleyProfileId: userId, streamTrackingId: userId };
  const payload = { testParameters: { productCode: "hboMax", additionalTokenPropertyData: data } };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(stack.tokens.url, { method: "POST", headers, body: JSON.stringify(payload) });
  return ((await answer.json()) as { encryptedToken: string }).encryptedToken;
}

/** The stack's answer to a request for the history of whoever owns the token. */
export function askHistory(stack: LocalStack, token: string): Promise<Response> {
  return fetch(`${stack.api.url}/continuewatchinghistory`, { headers: { authorization: `Bearer ${token}` } });
}

/** Writes a user's marker of a feature into the stack's table. */
export async function putMarker(stack: LocalStack, userId: string, parent: string, timeMs: number): Promise<void> {
  const Item: AttributeMap = {
    prof: { S: `${userId}:hboMax` },
    parent: { S: parent },
    asset: { NULL: true },
    position: { N: "500" },
    runtime: { N: "5000" },
    time: { N: String(timeMs) },
    ttl: { N: String(Math.floor(timeMs / 1000) + 63_072_000) },
    done: { BOOL: false },
    showcw: { BOOL: true },
  };
  const client = dynamodbClient({ endpoint: stack.dynamodb.url, region, table }, placeholderCredentials, systemClock);
  await client.call("PutItem", { Item });
  client.close();
}
