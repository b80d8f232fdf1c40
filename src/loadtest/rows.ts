/** A file of rows as a test file names it; opened when the test is run. */
export interface RowSource<Row> {
  readonly kind: "rows";
  readonly path: string | URL;
  readonly id: string | undefined;
  readonly mode: "exclusive" | "shared";
  /** Never there; it carries the type of a row. */
  readonly row?: Row;
}

export interface RowsOptions {
  /** The column that names the user (`user.id`); left out: `id`, or `user-<number>` where there is no such column. */
  readonly id?: string;
  /** Each row for one virtual user at a time, so that there can be no more users than rows; or each for any number. */
  readonly mode?: "exclusive" | "shared";
}

/**
 * A dataset for any API: one user for each row of a CSV file (with a header line; all values are texts) or a file of
 * JSON lines. A relative path starts at the folder of the test file; `user.rows()` gives the user's one row.
 */
export function rows<Row = { readonly [column: string]: string }>(
  path: string | URL,
  options: RowsOptions = {},
): RowSource<Row> {
  return { kind: "rows", path, id: options.id, mode: options.mode ?? "exclusive" };
}
