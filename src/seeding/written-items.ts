import { type AttributeMap, type DynamodbClient, DynamodbError } from "../dynamodb/index.ts";

const requestsAtOnce = 16;

/** Puts items that the service itself once wrote back into the table, but never over a newer one. Returns how many. */
export async function putWritten(client: DynamodbClient, items: Iterable<AttributeMap>): Promise<number> {
  return forEach(items, async (item) => {
    const input = {
      Item: item,
      ConditionExpression: "attribute_not_exists(prof) OR #time <= :time",
      ExpressionAttributeNames: { "#time": "time" },
      ExpressionAttributeValues: { ":time": item["time"] },
    };
    await client.call("PutItem", input).catch((error: unknown) => {
      if (!(error instanceof DynamodbError && error.type === "ConditionalCheckFailedException")) throw error;
    });
  });
}

/** Deletes what the service itself once wrote, where it is there. Returns how many keys. */
export async function deleteWritten(client: DynamodbClient, keys: Iterable<AttributeMap>): Promise<number> {
  return forEach(keys, async (key) => {
    await client.call("DeleteItem", { Key: key });
  });
}

/** A few at a time; the first error ends it. */
async function forEach<Item>(items: Iterable<Item>, act: (item: Item) => Promise<void>): Promise<number> {
  const iterator = items[Symbol.iterator]();
  let done = 0;
  const work = async () => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      await act(next.value);
      done++;
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, work));
  return done;
}
