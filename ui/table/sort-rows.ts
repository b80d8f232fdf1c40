export type Direction = "ascending" | "descending";

export interface SortOrder {
  readonly column: string;
  readonly direction: Direction;
}

/** A value to sort by; null (no data) always stands last. */
export type SortValue = number | string | null;

/** The rows in order. Equal ones keep their places, so that rows do not jump while figures change. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => SortValue,
  direction: Direction,
): readonly Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .toSorted(({ value: a }, { value: b }) => {
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return sign * compare(a, b);
    })
    .map(({ row }) => row);
}

const words = new Intl.Collator("en", { numeric: true });

function compare(a: number | string, b: number | string): number {
  return typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b));
}

/** What a press on a column's heading makes of the order: first the direction that suits the column, then the other. */
export function pressed(order: SortOrder | null, column: string, first: Direction): SortOrder {
  if (order?.column !== column) return { column, direction: first };
  return { column, direction: order.direction === "ascending" ? "descending" : "ascending" };
}
