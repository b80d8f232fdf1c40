import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PickupDataset } from "../../dataset/index.ts";
import type { NamedTarget } from "../../dynamodb/index.ts";
import { KitError, systemCodeOf } from "../../ground/index.ts";
import { type Shard, shardText, usersOfShard } from "../resume/shard.ts";
import { importCommands } from "./import-commands.ts";
import { type ImportFile, verifyImportFile, writeImportFile } from "./import-file.ts";
import { ImportLines } from "./import-lines.ts";
import { ImportPieces } from "./import-pieces.ts";

const itemsPerFile = 4_000_000;
export interface ImportOrder {
  readonly dataset: PickupDataset;
  readonly target: NamedTarget;
  readonly shard: Shard | null;
  /** Where the files go, absolute; empty or not there yet. */
  readonly folder: string;
  /** Items expire so many days after `updateTimeEnd`; null: by the config, else after two years. */
  readonly keepDays: number | null;
  readonly interrupted: AbortSignal;
  /** Called with the items written so far. */
  readonly observe: (items: number) => void;
  /** At most so many items in a file; default: about what both ways of importing read best. */
  readonly itemsPerFile?: number;
}

/** `manifest.json` beside the files. */
export interface ImportManifest {
  readonly schema: 1;
  readonly configHash: string;
  readonly table: string;
  readonly region: string;
  readonly shard: string | null;
  readonly ttlSeconds: number;
  readonly items: number;
  readonly bytes: number;
  /** SHA-256 of the digests of the files: the same for the same config. */
  readonly sha256: string;
  readonly files: readonly ImportFile[];
  /** What to type to have them imported; BUCKET stands for yours. */
  readonly commands: readonly string[];
}

/**
 * Writes the items as gzip files of DynamoDB's JSON, as ImportTable and StartBulkPutItems read them, reads each back
 * line by line, and leaves a manifest. Null after an interruption, with no manifest. Throws `PICKUP_SINK_…`.
 */
export async function writeImportFiles(order: ImportOrder): Promise<ImportManifest | null> {
  const { dataset, folder, shard, interrupted, observe } = order;
  prepare(folder);
  const ttlSeconds = ttlOf(order);
  const range = usersOfShard(dataset.users, shard);
  const perFile = order.itemsPerFile ?? itemsPerFile;
  const pieces = new ImportPieces(new ImportLines(dataset, range, ttlSeconds), observe, interrupted);
  const files: ImportFile[] = [];
  while (pieces.next !== null) {
    const name = `part-${String(files.length + 1).padStart(5, "0")}.json.gz`;
    const path = join(folder, name);
    const file = await writeImportFile(path, name, pieces, perFile);
    if (interrupted.aborted) return null;
    await verifyImportFile(path, file);
    files.push(file);
  }
  if (interrupted.aborted) return null;
  const manifest = manifestOf(order, ttlSeconds, files);
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function manifestOf(
  { dataset, target, shard }: ImportOrder,
  ttlSeconds: number,
  files: readonly ImportFile[],
): ImportManifest {
  const digests = files.map(({ sha256 }) => sha256).join("\n");
  return {
    schema: 1,
    configHash: dataset.hash,
    table: target.table,
    region: target.region,
    shard: shardText(shard),
    ttlSeconds,
    items: files.reduce((sum, { items }) => sum + items, 0),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    sha256: createHash("sha256").update(digests).digest("hex"),
    files,
    commands: importCommands(target, "BUCKET", dataset.hash.slice(0, 12)),
  };
}

/** By the config alone, so that the same config gives the same bytes on any day. */
function ttlOf({ dataset, keepDays }: ImportOrder): number {
  const { ttl, updateTimeEnd } = dataset.config;
  const day = new Date(updateTimeEnd * 1000);
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
  if (keepDays !== null) return Date.UTC(year, month, date + keepDays) / 1000;
  return ttl ?? Date.UTC(year + 2, month, date) / 1000;
}

function prepare(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    throw new KitError("PICKUP_SINK_UNUSABLE", `${folder} cannot be used: ${systemCodeOf(error)}`, {
      hint: "Name a folder that can be written to with --out.",
      cause: error,
    });
  }
  throw new KitError("PICKUP_SINK_NOT_EMPTY", `${folder} is not empty`, {
    hint: "Name an empty or a new folder with --out: everything in it would be imported.",
  });
}
