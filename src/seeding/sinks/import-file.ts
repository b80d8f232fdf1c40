import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
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
const chunkSize = 0x4_0000;

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

/**
 * Reads a file back: every line must be framed as an item, one in so many is parsed, and all together must be the bytes
 * that were written. Throws `PICKUP_SINK_DAMAGED` (exit code 6).
 */
export async function verifyImportFile(path: string, file: ImportFile): Promise<void> {
  const hash = createHash("sha256");
  const lines = new LineCheck(path);
  const read = async (source: AsyncIterable<Buffer>) => {
    for await (const bytes of source) {
      hash.update(bytes);
      lines.read(bytes);
    }
  };
  await pipeline(createReadStream(path), createGunzip({ chunkSize }), read).catch((error: unknown) => {
    throw isOfGzip(error) ? damaged(path, error.message) : error;
  });
  if (lines.count !== file.items) throw damaged(path, `it has ${lines.count} lines, written were ${file.items}`);
  if (hash.digest("hex") !== file.sha256) throw damaged(path, "its lines are not those that were written");
}

function isOfGzip(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && ((error as NodeJS.ErrnoException).code ?? "").startsWith("Z_");
}

const lineFeed = 0x0a;
const lineStart = Buffer.from('{"Item":{"prof":{"S":"');
const lineEnd = Buffer.from("}}");
const linesPerParsed = 100;

/** Checks lines that come in pieces of any length. */
class LineCheck {
  readonly #path: string;
  #rest: Buffer = Buffer.alloc(0);
  count = 0;

  constructor(path: string) {
    this.#path = path;
  }

  read(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      this.#check(bytes.subarray(from, end));
      from = end + 1;
    }
    this.#rest = bytes.subarray(from);
  }

  #check(line: Buffer): void {
    this.count++;
    const isFramed = startsWith(line, lineStart, 0) && startsWith(line, lineEnd, line.length - lineEnd.length);
    if (isFramed && (this.count % linesPerParsed !== 1 || isItem(line.toString()))) return;
    throw damaged(this.#path, `line ${this.count} is no item: ${line.toString("utf8", 0, 100)}`);
  }
}

function startsWith(line: Buffer, text: Buffer, from: number): boolean {
  for (let at = 0; at < text.length; at++) if (line[from + at] !== text[at]) return false;
  return true;
}

function isItem(line: string): boolean {
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
