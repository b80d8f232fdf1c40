import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteItemCommand, DynamoDBClient, paginateScan, PutItemCommand } from "@aws-sdk/client-dynamodb";

const TableName = "pickup-cw-snp";

/** The table of the `pickup local` of a folder, through Amazon's own client. */
export function localTable(folder: string) {
  const { dynamodb } = JSON.parse(readFileSync(join(folder, ".pickup/local.json"), "utf8")) as { dynamodb: string };
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint: dynamodb, region: "us-west-2", credentials });
  return {
    async scan() {
      const items = [];
      for await (const page of paginateScan({ client }, { TableName })) items.push(...(page.Items ?? []));
      return items;
    },
    put: (prof: string, parent: string) =>
      client.send(new PutItemCommand({ TableName, Item: { prof: { S: prof }, parent: { S: parent } } })),
    remove: (prof: string, parent: string) =>
      client.send(new DeleteItemCommand({ TableName, Key: { prof: { S: prof }, parent: { S: parent } } })),
  };
}
