import type { CredentialSource, NamedTarget } from "../../dynamodb/index.ts";
import { type Clock, exitCodes, KitError, sleep } from "../../ground/index.ts";
import type { ImportManifest } from "./import-sink.ts";
import { beginImport, type ImportState, type RunningImport } from "./running-import.ts";
import { type ImportPlace, upload } from "./upload.ts";

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

/**
 * Uploads the files and has DynamoDB import them, telling how far it is until it is done. False after an interruption:
 * what was started goes on in AWS. Throws `PICKUP_IMPORT_REFUSED` (exit code 4 for keys or rights, else 2),
 * `PICKUP_IMPORT_FAILED` (exit code 6), or what kept AWS from being reached (exit code 5).
 */
export async function startImport(order: StartImportOrder): Promise<boolean> {
  const { tell, interrupted, manifest } = order;
  const [bucket = "", ...prefix] = order.bucket.split("/").filter((part) => part !== "");
  const place = { bucket, prefix: [...prefix, manifest.configHash.slice(0, 12)].join("/") };
  await asked(`uploading to s3://${bucket}`, upload(order, place));
  if (interrupted.aborted) return false;
  const running = await asked(`importing into table ${order.target.table}`, beginImport(order, place));
  try {
    tell(`started: ${running.arn}`);
    return await followed(running, order, place);
  } finally {
    running.close();
  }
}

async function followed(running: RunningImport, order: StartImportOrder, place: ImportPlace): Promise<boolean> {
  const { clock, interrupted, manifest, tell } = order;
  while (!interrupted.aborted) {
    const state = await asked("asking how far the import is", running.state());
    const { status, items, failedItems } = state;
    const shown = status.toLowerCase().replaceAll("_", " ");
    tell(`${shown}: ${items} of ${manifest.items} items, ${failedItems} failed`);
    if (status === "COMPLETED" && failedItems === 0) return true;
    if (!/^(IN_PROGRESS|CANCELLING)$/.test(status)) throw failed(state, place);
    await sleep(clock, pollMs, interrupted);
  }
  return false;
}

/** What AWS is asked for; its refusals as one line. */
async function asked<Answer>(what: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof KitError || !(error instanceof Error)) throw error;
    const isRight = /Denied|Expired|Token|Signature|AccessKey|Credentials/.test(error.name);
    throw new KitError("PICKUP_IMPORT_REFUSED", `${what}: ${error.name}: ${error.message}`, {
      hint: isRight
        ? "The credentials need s3:PutObject on the bucket, and dynamodb:ImportTable or StartBulkPutItems."
        : "Look at the names of bucket, table and region; the files that were written stay.",
      exitCode: isRight ? exitCodes.credentials : exitCodes.usage,
      cause: error,
    });
  }
}

function failed({ status, failedItems, message }: ImportState, { bucket, prefix }: ImportPlace): KitError {
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
