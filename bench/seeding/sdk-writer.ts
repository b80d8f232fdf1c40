// The same items by the AWS SDK: `node bench/seeding/sdk-writer.ts PORT ITEMS`. Prints one line of JSON.
import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { itemOf, pickupDataset } from "../../src/dataset/index.ts";
import { benchConfig } from "./bench-config.ts";

const [port = "", items = "0"] = process.argv.slice(2);
const inFlight = 16;
const client = new DynamoDBClient({
  region: "us-west-2",
  endpoint: `http://127.0.0.1:${port}`,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
});
const dataset = pickupDataset(benchConfig);

function* batches(users: number): Generator<WriteRequest[]> {
  let batch: WriteRequest[] = [];
  for (let user = 0; user < users; user++) {
    for (const marker of dataset.rowsOf(user)) {
      batch.push({ PutRequest: { Item: itemOf(dataset, user, marker, 1_900_000_000) } });
      if (batch.length < 25) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function write(wanted: number): Promise<number> {
  const source = batches(Math.ceil(wanted / benchConfig.recordsPerUser));
  let written = 0;
  const lane = async () => {
    for (let next = source.next(); next.done !== true; next = source.next()) {
      const batch = next.value;
      const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { "pickup-test": batch } }));
      written += batch.length - (answer.UnprocessedItems?.["pickup-test"]?.length ?? 0);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return written;
}

await write(Number(items) / 10);
const cpu = process.cpuUsage();
const startMs = performance.now();
const written = await write(Number(items));
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ items: written, cpuUs: user + system, seconds: (performance.now() - startMs) / 1000 }));
client.destroy();
