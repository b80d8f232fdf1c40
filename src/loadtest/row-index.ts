import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { KitError, plural } from "../ground/index.ts";
import { csvFieldsOf } from "./csv-fields.ts";
import { CsvScanner } from "./csv-scanner.ts";
import { JsonLinesScanner, type RowSink } from "./json-lines-scanner.ts";

/** Where the rows of a file are: 8 bytes a row, in memory that all worker threads share. */
export interface RowIndex {
  /** Absolute. */
  readonly path: string;
  /** The names in the header line of a CSV file; null for JSON lines. */
  readonly columns: readonly string[] | null;
  /** The offset of each row, and behind the last one that of the file's end. */
  readonly offsets: Float64Array<SharedArrayBuffer>;
}

const pieceBytes = 256 * 1024;
const shownProblems = 5;
const blockRows = 65_536;

/**
 * Reads a file of rows once, from end to end, and keeps where each row begins. Throws `PICKUP_ROWS_…` (exit code 2): the
 * file cannot be read, has no rows, lacks the column `id`, or has broken lines, each named with its number.
 */
export function indexRows(path: string, id: string | undefined): RowIndex {
  const isCsv = /\.csv$/i.test(path);
  if (!isCsv && !/\.(jsonl|ndjson)$/i.test(path)) {
    throw new KitError("PICKUP_ROWS_UNKNOWN", `the rows ${path} are neither CSV nor JSON lines by their name`, {
      hint: "Name a .csv, .jsonl or .ndjson file.",
    });
  }
  const file = openRows(path);
  try {
    const found = new FoundRows(path);
    const columns = isCsv ? scanCsv(file, found) : scanJsonLines(file, found, id);
    found.requireWhole();
    if (id !== undefined && columns !== null && !columns.includes(id)) {
      throw new KitError("PICKUP_ROWS_NO_ID", `${path} has no column ${id}; it has ${columns.join(", ")}`, {
        hint: "Name one of its columns: rows(path, { id: ... }).",
      });
    }
    return { path, columns, offsets: found.offsets(fstatSync(file).size) };
  } finally {
    closeSync(file);
  }
}

/** Opens a file of rows. Throws `PICKUP_ROWS_MISSING`. */
export function openRows(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw new KitError("PICKUP_ROWS_MISSING", `the rows ${path} cannot be read: ${(cause as Error).message}`, {
      hint: "Check the path in rows(...); a relative one starts at the folder of the test file.",
      cause,
    });
  }
}

function scanCsv(file: number, found: FoundRows): readonly string[] {
  const start = startOf(file);
  let header: { readonly fields: number; endsBefore: number } | undefined;
  const scanner = new CsvScanner(start, {
    record({ offset, line, fields }) {
      if (header === undefined) {
        header = { fields, endsBefore: -1 };
        return;
      }
      if (header.endsBefore < 0) header.endsBefore = offset;
      if (fields === header.fields) found.row(offset);
      else found.broken(line, `has ${plural(fields, "field")}, the header names ${header.fields}`);
    },
    broken: (line, problem) => found.broken(line, problem),
  });
  readPieces(file, start, (piece) => scanner.push(piece));
  scanner.end();
  if (header === undefined || header.endsBefore < 0) return [];
  const bytes = Buffer.alloc(header.endsBefore - start);
  readSync(file, bytes, 0, bytes.length, start);
  return csvFieldsOf(bytes.toString("utf8").replace(/^[\r\n]+/, ""));
}

function scanJsonLines(file: number, found: FoundRows, id: string | undefined): null {
  const start = startOf(file);
  const scanner = new JsonLinesScanner(start, id, found);
  readPieces(file, start, (piece) => scanner.push(piece));
  scanner.end();
  return null;
}

/** Behind the byte order mark, if there is one. */
function startOf(file: number): number {
  const mark = Buffer.alloc(3);
  readSync(file, mark, 0, 3, 0);
  return mark.equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
}

function readPieces(file: number, start: number, take: (piece: Buffer) => void): void {
  const buffer = Buffer.alloc(pieceBytes);
  let position = start;
  for (;;) {
    const length = readSync(file, buffer, 0, pieceBytes, position);
    if (length === 0) return;
    take(buffer.subarray(0, length));
    position += length;
  }
}

/** Collects the offsets in blocks, so that nothing large is copied while they grow. */
class FoundRows implements RowSink {
  readonly #path: string;
  readonly #blocks: Float64Array[] = [];
  #count = 0;
  #brokenCount = 0;
  readonly #problems: string[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  row(offset: number): void {
    const place = this.#count++ % blockRows;
    if (place === 0) this.#blocks.push(new Float64Array(blockRows));
    this.#blocks.at(-1)![place] = offset;
  }

  broken(line: number, problem: string): void {
    this.#brokenCount++;
    if (this.#problems.length < shownProblems) this.#problems.push(`line ${line} ${problem}`);
  }

  requireWhole(): void {
    if (this.#brokenCount > 0) {
      const more = this.#brokenCount > this.#problems.length ? "; …" : "";
      const said = `${this.#path} has ${plural(this.#brokenCount, "broken line")}: ${this.#problems.join("; ")}${more}`;
      throw new KitError("PICKUP_ROWS_BROKEN", said, { hint: "Mend or remove these lines." });
    }
    if (this.#count > 0) return;
    throw new KitError("PICKUP_ROWS_EMPTY", `${this.#path} has no rows`, {
      hint: "A CSV file needs a header line with the names of its columns, and a line for each row.",
    });
  }

  offsets(end: number): Float64Array<SharedArrayBuffer> {
    const offsets = new Float64Array(new SharedArrayBuffer((this.#count + 1) * 8));
    for (const [block, values] of this.#blocks.entries()) {
      const left = this.#count - block * blockRows;
      offsets.set(left < blockRows ? values.subarray(0, left) : values, block * blockRows);
    }
    offsets[this.#count] = end;
    return offsets;
  }
}
