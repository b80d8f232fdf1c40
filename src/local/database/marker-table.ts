import { type DynamodbClient, DynamodbError } from "../../dynamodb/index.ts";
import { type Clock, sleep } from "../../ground/index.ts";

/** The service's table: a profile's markers under `prof`, one for each `parent`. */
const keys = [
  { name: "prof", role: "HASH" },
  { name: "parent", role: "RANGE" },
] as const;

const pollMs = 5;

/** Makes the client's table, unless there is one of its name, and waits until it can be used. Throws DynamodbError. */
export async function makeMarkerTable(client: DynamodbClient, clock: Clock): Promise<void> {
  try {
    await client.call("CreateTable", {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.map(({ name }) => ({ AttributeName: name, AttributeType: "S" })),
      KeySchema: keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role })),
    });
  } catch (error) {
    const isThere = error instanceof DynamodbError && error.type === "ResourceInUseException";
    if (!isThere) throw error;
  }
  while (!(await isActive(client))) await sleep(clock, pollMs);
}

async function isActive(client: DynamodbClient): Promise<boolean> {
  const { Table } = (await client.call("DescribeTable", {})) as { Table: { TableStatus: string } };
  return Table.TableStatus === "ACTIVE";
}
