import { createReadStream } from "node:fs";
import { join } from "node:path";
import type { CredentialSource, NamedTarget } from "../../dynamodb/index.ts";
import { type Clock, exitCodes, KitError, sleep } from "../../ground/index.ts";
import type { ImportManifest } from "./import-sink.ts";

const pollMs = 5_000;

export interface StartImportOrder {
  readonly manifest: ImportManifest;
  /** Where the files are. */
  readonly folder: string;
  readonly target: NamedTarget;
  readonly credentials: CredentialSource;
  /** `my-bucket` or `my-bucket/a/prefix`. */
  readonly bucket: string;
  /** An S3 that is not AWS's own; null: AWS. */
  readonly s3Endpoint: string | null;
  /** True: into this existing table (StartBulkPutItems); false: into a new one (ImportTable). */
  readonly isTableThere: boolean;
  readonly maxUnitsPerSecond: number | null;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  readonly tell: (line: string) => void;
}

/** How far an import is. */
interface ImportState {
  readonly status: string;
  readonly items: number;
  readonly failedItems: number;
  readonly message: string | undefined;
}

/**
 * Uploads the files and has DynamoDB import them, by the AWS SDK, telling how far it is until it is done. False after an
 * interruption: what was started goes on in AWS. Throws `PICKUP_IMPORT_FAILED` (exit code 6) or the SDK's error.
 */
export async function startImport(order: StartImportOrder): Promise<boolean> {
  const { tell, clock, interrupted, manifest } = order;
  const [bucket = "", ...prefix] = order.bucket.split("/").filter((part) => part !== "");
  const place = { bucket, prefix: [...prefix, manifest.configHash.slice(0, 12)].join("/") };
  await upload(order, place);
  const running = await begin(order, place);
  try {
    tell(`started: ${running.arn}`);
    for (;;) {
      const state = await running.state();
      tell(
        `${state.status.toLowerCase().replaceAll("_", " ")}: ${state.items} of ${manifest.items} items, ${state.failedItems} failed`,
      );
      if (state.status === "COMPLETED" && state.failedItems === 0) return true;
      if (!/^(IN_PROGRESS|CANCELLING)$/.test(state.status)) throw failed(state, place);
      await sleep(clock, pollMs, interrupted);
      if (interrupted.aborted) return false;
    }
  } finally {
    running.close();
  }
}

interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

async function upload({ manifest, folder, target, credentials, s3Endpoint, tell }: StartImportOrder, place: Place) {
  const [{ S3Client }, { Upload }] = await Promise.all([import("@aws-sdk/client-s3"), import("@aws-sdk/lib-storage")]);
  const client = new S3Client({
    region: target.region,
    credentials: () => credentials.get(),
    ...(s3Endpoint === null ? {} : { endpoint: s3Endpoint, forcePathStyle: true }),
  });
  try {
    for (const { name } of manifest.files) {
      const Body = createReadStream(join(folder, name));
      await new Upload({ client, params: { Bucket: place.bucket, Key: `${place.prefix}/${name}`, Body } }).done();
      tell(`uploaded s3://${place.bucket}/${place.prefix}/${name}`);
    }
  } finally {
    client.destroy();
  }
}

/** Starts the import by the way that fits the table. */
async function begin(order: StartImportOrder, { bucket, prefix }: Place) {
  const { target, credentials, isTableThere, maxUnitsPerSecond, manifest } = order;
  const sdk = await import("@aws-sdk/client-dynamodb");
  const client = new sdk.DynamoDBClient({
    region: target.region,
    credentials: () => credentials.get(),
    ...(target.endpoint === null ? {} : { endpoint: target.endpoint }),
  });
  const close = () => client.destroy();
  const format = { InputFormat: "DYNAMODB_JSON", InputCompressionType: "GZIP" } as const;
  const ClientToken = manifest.sha256.slice(0, 32);
  if (isTableThere) {
    const started = await client.send(
      new sdk.StartBulkPutItemsCommand({
        ClientToken,
        TableName: target.table,
        InputS3Configuration: { S3Bucket: bucket, S3KeyPrefix: `${prefix}/`, ...format },
        OutputS3Configuration: { S3Bucket: bucket, S3KeyPrefix: `${prefix}-errors/`, OutputType: ["ERROR"] },
        ...(maxUnitsPerSecond === null ? {} : { MaxWriteRequestUnits: maxUnitsPerSecond }),
      }),
    );
    const arn = started.BulkOperationDescription?.BulkOperationArn ?? "";
    const state = async (): Promise<ImportState> => {
      const answer = await client.send(new sdk.DescribeBulkOperationCommand({ BulkOperationArn: arn }));
      const { BulkOperationStatus, ProcessedItemCount, FailedItemCount, FailureMessage } =
        answer.BulkOperationDescription!;
      return stateOf(BulkOperationStatus, ProcessedItemCount, FailedItemCount, FailureMessage);
    };
    return { arn, state, close };
  }
  const key = (name: string, KeyType: "HASH" | "RANGE") => ({ AttributeName: name, KeyType });
  const started = await client.send(
    new sdk.ImportTableCommand({
      ClientToken,
      S3BucketSource: { S3Bucket: bucket, S3KeyPrefix: `${prefix}/` },
      ...format,
      TableCreationParameters: {
        TableName: target.table,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["prof", "parent"].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S" as const,
        })),
        KeySchema: [key("prof", "HASH"), key("parent", "RANGE")],
      },
    }),
  );
  const arn = started.ImportTableDescription?.ImportArn ?? "";
  const state = async (): Promise<ImportState> => {
    const answer = await client.send(new sdk.DescribeImportCommand({ ImportArn: arn }));
    const { ImportStatus, ImportedItemCount, ErrorCount, FailureMessage } = answer.ImportTableDescription!;
    return stateOf(ImportStatus, ImportedItemCount, ErrorCount, FailureMessage);
  };
  return { arn, state, close };
}

function stateOf(
  status: string | undefined,
  items: number | undefined,
  failed: number | undefined,
  message: string | undefined,
): ImportState {
  return { status: status ?? "IN_PROGRESS", items: items ?? 0, failedItems: failed ?? 0, message };
}

function failed({ status, failedItems, message }: ImportState, { bucket, prefix }: Place): KitError {
  const reason = message === undefined ? "" : `: ${message}`;
  return new KitError(
    "PICKUP_IMPORT_FAILED",
    `the import ended as ${status} with ${failedItems} failed items${reason}`,
    {
      hint: `Look at s3://${bucket}/${prefix}-errors/ or at the import's log, and compare with \`pickup seed --check\`.`,
      exitCode: exitCodes.seedingIncomplete,
    },
  );
}
