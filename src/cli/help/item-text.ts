import { wrapped } from "../terminal/wrapped.ts";

/** Of the widest column of terms; a longer term has a line of its own. */
const mostTermWidth = 30;
/** Lines longer than this are hard to read, however wide the terminal is. */
const mostWidth = 110;
const indent = "  ";

/** How wide help is drawn on a terminal with so many columns; undefined: on none. */
export function helpWidthOf(columns = 100): number {
  return Math.min(columns, mostWidth);
}

/** The width of the column of terms. */
export function termWidthOf(terms: readonly string[]): number {
  return Math.min(mostTermWidth, Math.max(...terms.map(({ length }) => length)));
}

/** A term with what it means beside it, wrapped under its own beginning. */
export function itemText(term: string, description: string, termWidth: number, width: number): string {
  const column = indent.length + termWidth + 2;
  const lines = wrapped(description, Math.max(20, width - column));
  const beside = term.length <= termWidth ? (lines.shift() ?? "") : "";
  const first = `${indent}${term.padEnd(termWidth)}  ${beside}`.trimEnd();
  return [first, ...lines.map((line) => " ".repeat(column) + line)].join("\n");
}
