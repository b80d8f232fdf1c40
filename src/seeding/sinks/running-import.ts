import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { addressOf, SdkHandler } from "../../dynamodb/index.ts";
import type { StartImportOrder } from "./start-import.ts";
import type { ImportPlace } from "./upload.ts";

type Sdk = typeof import("@aws-sdk/client-dynamodb");

/** How far an import is. */
export interface ImportState {
  /** `IN_PROGRESS`, `COMPLETED`, or how else it ended, in DynamoDB's word. */
  readonly status: string;
  readonly items: number;
  readonly failedItems: number;
  readonly message: string | undefined;
}

/** An import that DynamoDB does. */
export interface RunningImport {
  readonly arn: string;
  state(): Promise<ImportState>;
  close(): void;
}

const format = { InputFormat: "DYNAMODB_JSON", InputCompressionType: "GZIP" } as const;

/** Starts the import by the way that fits the table, by the AWS SDK; asking again starts no second one. */
export async function beginImport(order: StartImportOrder, place: ImportPlace): Promise<RunningImport> {
  const { target, credentials, clock, isTableThere } = order;
  const sdk = await import("@aws-sdk/client-dynamodb");
  const client = new sdk.DynamoDBClient({
    region: target.region,
    endpoint: addressOf(target),
    credentials: () => credentials.get(),
    requestHandler: new SdkHandler(target.connect, clock),
  });
  try {
    const started = await (isTableThere ? bulkPut(sdk, client, order, place) : tableImport(sdk, client, order, place));
    return { ...started, close: () => client.destroy() };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

type Started = Omit<RunningImport, "close">;

/** StartBulkPutItems: into a table that is there. */
async function bulkPut(
  sdk: Sdk,
  client: DynamoDBClient,
  { target, maxUnitsPerSecond, manifest }: StartImportOrder,
  { bucket, prefix }: ImportPlace,
): Promise<Started> {
  const { BulkOperationDescription } = await client.send(
    new sdk.StartBulkPutItemsCommand({
      ClientToken: tokenOf(manifest.sha256),
      TableName: target.table,
      InputS3Configuration: { S3Bucket: bucket, S3KeyPrefix: `${prefix}/`, ...format },
      OutputS3Configuration: { S3Bucket: bucket, S3KeyPrefix: `${prefix}-errors/`, OutputType: ["ERROR"] },
      ...(maxUnitsPerSecond === null ? {} : { MaxWriteRequestUnits: maxUnitsPerSecond }),
    }),
  );
  const arn = BulkOperationDescription?.BulkOperationArn ?? "";
  return {
    arn,
    async state() {
      const answer = await client.send(new sdk.DescribeBulkOperationCommand({ BulkOperationArn: arn }));
      const told = answer.BulkOperationDescription;
      return stateOf(told?.BulkOperationStatus, told?.ProcessedItemCount, told?.FailedItemCount, told?.FailureMessage);
    },
  };
}

/** ImportTable: makes the table. */
async function tableImport(
  sdk: Sdk,
  client: DynamoDBClient,
  { target, manifest }: StartImportOrder,
  { bucket, prefix }: ImportPlace,
): Promise<Started> {
  const keys = [
    { AttributeName: "prof", KeyType: "HASH" },
    { AttributeName: "parent", KeyType: "RANGE" },
  ] as const;
  const { ImportTableDescription } = await client.send(
    new sdk.ImportTableCommand({
      ClientToken: tokenOf(manifest.sha256),
      S3BucketSource: { S3Bucket: bucket, S3KeyPrefix: `${prefix}/` },
      ...format,
      TableCreationParameters: {
        TableName: target.table,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: [...keys],
      },
    }),
  );
  const arn = ImportTableDescription?.ImportArn ?? "";
  return {
    arn,
    async state() {
      const told = (await client.send(new sdk.DescribeImportCommand({ ImportArn: arn }))).ImportTableDescription;
      return stateOf(told?.ImportStatus, told?.ImportedItemCount, told?.ErrorCount, told?.FailureMessage);
    },
  };
}

/** The same for the same files. */
function tokenOf(sha256: string): string {
  return sha256.slice(0, 32);
}

function stateOf(
  status = "IN_PROGRESS",
  items: number | undefined,
  failedItems: number | undefined,
  message: string | undefined,
): ImportState {
  return { status, items: items ?? 0, failedItems: failedItems ?? 0, message };
}
