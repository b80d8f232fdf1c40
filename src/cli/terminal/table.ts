import { cutTo } from "./figures.ts";
import type { Paint, Style } from "./paint.ts";

export interface Column<Row> {
  readonly title: string;
  readonly textOf: (row: Row) => string;
  /** A style for the cell of this row. */
  readonly styleOf?: (row: Row) => Style | undefined;
  /** When the screen is too narrow, columns with the highest rank go first; the first column always stays. */
  readonly rank: number;
}

const gap = "  ";
const leastFirstWidth = 16;

/** A table as lines: the first column to the left and cut when it must be, the others to the right. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  paint: Paint,
): string[] {
  const cells = columns.map((column) => rows.map(column.textOf));
  const widths = columns.map(({ title }, i) =>
    cells[i]!.reduce((most, { length }) => Math.max(most, length), title.length),
  );
  const shown = fitting(columns, widths, width);
  const rest = shown.slice(1).reduce((sum, i) => sum + gap.length + widths[i]!, 0);
  widths[0] = Math.min(widths[0]!, Math.max(leastFirstWidth, width - rest));
  const placed = (i: number, text: string) =>
    i === 0 ? cutTo(widths[0]!, text).padEnd(widths[0]!) : text.padStart(widths[i]!);
  const head = shown.map((i) => placed(i, columns[i]!.title)).join(gap);
  const body = rows.map((row, r) =>
    shown
      .map((i) => {
        const style = columns[i]!.styleOf?.(row);
        const text = placed(i, cells[i]![r]!);
        return style === undefined ? text : paint(style, text);
      })
      .join(gap),
  );
  return [paint("bold", head), ...body];
}

/** The columns that fit beside a first one of its least width, in their order. */
function fitting<Row>(columns: readonly Column<Row>[], widths: readonly number[], width: number): number[] {
  const byRank = columns.map((_, i) => i).toSorted((a, b) => columns[a]!.rank - columns[b]!.rank);
  const shown = [0];
  let left = width - Math.min(widths[0]!, leastFirstWidth);
  for (const i of byRank.filter((i) => i !== 0)) {
    left -= gap.length + widths[i]!;
    if (left < 0) break;
    shown.push(i);
  }
  return shown.toSorted((a, b) => a - b);
}
