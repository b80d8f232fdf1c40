import { closeSync, readSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { csvFieldsOf } from "./csv-fields.ts";
import type { Dataset } from "./define.ts";
import { indexRows, openRows, type RowIndex } from "./row-index.ts";
import type { RowSource } from "./rows.ts";

type Row = { readonly [column: string]: unknown };

/** The rows of a file as a dataset: each is read when its user needs it, so only their places are held in memory. */
export class RowFile implements Dataset<Row> {
  /** For the workers, so that only one thread reads through the file. */
  readonly index: RowIndex;
  readonly users: number;
  readonly #rows: number;
  readonly #id: string | undefined;
  #file: number | undefined;
  /** A user's id is asked for right before its row. */
  #last: { readonly row: number; readonly value: Row } | undefined;

  /** Opens the rows that `source` names, seen from the test file; `index` is theirs when it is known already. */
  constructor(source: RowSource<unknown>, testFile: string, index: RowIndex | null) {
    this.index = index ?? indexRows(pathOf(source.path, testFile), source.id);
    this.#rows = this.index.offsets.length - 1;
    this.users = source.mode === "exclusive" ? this.#rows : Number.POSITIVE_INFINITY;
    this.#id = source.id;
  }

  idOf(i: number): string {
    const id = this.#rowOf(i)[this.#id ?? "id"];
    return typeof id === "string" || typeof id === "number" ? String(id) : `user-${i}`;
  }

  rowsOf(i: number): readonly [Row] {
    return [this.#rowOf(i)];
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #rowOf(user: number): Row {
    const row = user % this.#rows;
    if (this.#last?.row !== row) this.#last = { row, value: this.#read(row) };
    return this.#last.value;
  }

  #read(row: number): Row {
    const { offsets, columns, path } = this.index;
    this.#file ??= openRows(path);
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    const bytes = Buffer.allocUnsafe(end - start);
    const text = bytes.toString("utf8", 0, readSync(this.#file, bytes, 0, bytes.length, start));
    if (columns === null) return JSON.parse(text) as Row;
    const fields = csvFieldsOf(text);
    return Object.fromEntries(columns.map((column, place) => [column, fields[place]]));
  }
}

function pathOf(path: string | URL, testFile: string): string {
  return path instanceof URL ? fileURLToPath(path) : resolve(dirname(fileURLToPath(testFile)), path);
}
