import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { exitCodes, KitError } from "../../ground/index.ts";
import type { ImportPieces } from "./import-pieces.ts";

/** One file of a manifest. */
export interface ImportFile {
  readonly name: string;
  readonly items: number;
  /** Of its lines, uncompressed. */
  readonly bytes: number;
  /** SHA-256 of its lines, uncompressed, in hexadecimal. */
  readonly sha256: string;
}

/** Compression costs more time than the lines themselves; the fastest one makes a tenth of them. */
const level = 1;
const chunkSize = 0x1_0000;

/** Writes a gzip file of at most so many lines. The compression has a thread of its own. */
export async function writeImportFile(
  path: string,
  name: string,
  pieces: ImportPieces,
  most: number,
): Promise<ImportFile> {
  const gzip = createGzip({ level, chunkSize });
  const hash = createHash("sha256");
  let items = 0;
  let bytes = 0;
  const compress = async () => {
    for (let piece = pieces.next; piece !== null && items + piece.count <= most; piece = pieces.next) {
      const { lines, count } = piece;
      const compressed = written(gzip, lines);
      hash.update(lines);
      items += count;
      bytes += lines.length;
      pieces.advance();
      await compressed;
    }
    gzip.end();
  };
  await Promise.all([pipeline(gzip, createWriteStream(path)), compress()]);
  return { name, items, bytes, sha256: hash.digest("hex") };
}

/** Resolves when the stream has done with the bytes; what went wrong with it is told by its pipeline. */
function written(stream: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => stream.write(bytes, () => resolve()));
}

/** Reads a file back line by line: each must be an item with both keys, and all together what was written. */
export async function verifyImportFile(path: string, file: ImportFile): Promise<void> {
  const hash = createHash("sha256");
  const unzipped = createReadStream(path).pipe(createGunzip());
  unzipped.on("data", (bytes: Buffer) => hash.update(bytes));
  let items = 0;
  for await (const line of createInterface({ input: unzipped, crlfDelay: Infinity })) {
    items++;
    if (!isSound(line)) throw damaged(path, `line ${items} is no item: ${line.slice(0, 100)}`);
  }
  if (items !== file.items) throw damaged(path, `it has ${items} lines, written were ${file.items}`);
  if (hash.digest("hex") !== file.sha256) throw damaged(path, "its lines are not those that were written");
}

function isSound(line: string): boolean {
  try {
    const { Item } = JSON.parse(line) as { Item: { prof?: { S?: string }; parent?: { S?: string } } };
    return typeof Item.prof?.S === "string" && typeof Item.parent?.S === "string" && Item.prof.S !== "";
  } catch {
    return false;
  }
}

function damaged(path: string, problem: string): KitError {
  return new KitError("PICKUP_SINK_DAMAGED", `${path} is damaged: ${problem}`, {
    hint: "Look after the disk, and write the files again.",
    exitCode: exitCodes.seedingIncomplete,
  });
}
