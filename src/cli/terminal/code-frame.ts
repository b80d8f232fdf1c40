import type { Paint } from "./paint.ts";

const linesAround = 2;

/** The lines of a source around a place, with their numbers and a mark under it; line and column count from 1. */
export function codeFrame(
  source: string,
  at: { readonly line: number; readonly column: number },
  paint: Paint,
): string[] {
  const lines = source.trimEnd().split(/\r?\n/);
  if (at.line < 1 || at.line > lines.length) return [];
  const first = Math.max(1, at.line - linesAround);
  const last = Math.min(lines.length, at.line + linesAround);
  const width = String(last).length;
  return lines.slice(first - 1, last).flatMap((text, index) => {
    const number = first + index;
    const shown = `${String(number).padStart(width)} | ${text.replaceAll("\t", " ")}`;
    if (number !== at.line) return [paint("dim", `  ${shown}`)];
    return [`${paint("red", ">")} ${shown}`, `${" ".repeat(width + 4 + at.column)}${paint("red", "^")}`];
  });
}
