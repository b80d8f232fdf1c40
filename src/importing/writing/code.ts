/** A piece of TypeScript before it is laid out: text, pieces one after the other, or a bracket with items in it. */
export type Code = string | Bracket | readonly Code[];

export interface Bracket {
  readonly open: string;
  readonly close: string;
  readonly items: readonly Code[];
  /** What stands after each item. */
  readonly separator: "," | "";
  /** A blank inside the brackets when all stands on one line. */
  readonly isSpaced: boolean;
  /** Each item on a line of its own, whatever room there is. */
  readonly isBroken: boolean;
}

/** The longest line, as the formatters of this kit and of most TypeScript have it or allow it. */
const maxColumns = 120;

/** `[a, b]`, or another bracket. */
export function listOf(items: readonly Code[], open = "[", close = "]"): Bracket {
  // Formatters never write several objects of several fields on one line.
  const isBroken = items.length > 1 && items.every((item) => isObject(item) && item.items.length > 1);
  return { open, close, items, separator: ",", isSpaced: false, isBroken };
}

function isObject(code: Code): code is Bracket {
  return typeof code !== "string" && "items" in code && code.open === "{";
}

/** `{ a: 1, b }` of fields that are ready to be written. */
export function objectOf(items: readonly Code[], isBroken = false): Bracket {
  return { open: "{", close: "}", items, separator: ",", isSpaced: true, isBroken };
}

/** Statements in braces. */
export function blockOf(statements: readonly Code[]): Bracket {
  return { open: "{", close: "}", items: statements, separator: "", isSpaced: true, isBroken: true };
}

/** The code laid out as a formatter would; `indent` is that of its first line, `room` what must still fit after it. */
export function printed(code: Code, indent = "", room = 0): string {
  const flat = flatOf(code);
  if (flat !== null && indent.length + flat.length + room <= maxColumns) return flat;
  const parts = partsOf(code);
  const mustBreak = parts.some((part) => flatOf(part) === null);
  const last = parts.findLast((part) => typeof part !== "string" && part.items.length > 0);
  let text = "";
  for (const part of parts) {
    const flatPart = flatOf(part);
    const isBroken = typeof part !== "string" && (mustBreak ? flatPart === null : part === last);
    text += isBroken ? brokenText(part, indent, columnAfter(text, indent)) : (flatPart ?? (part as string));
  }
  return text;
}

function columnAfter(text: string, indent: string): number {
  const line = text.lastIndexOf("\n") + 1;
  return line === 0 ? indent.length + text.length : text.length - line;
}

/** True for a piece that is a comment of its own. */
function isComment(code: Code): boolean {
  return typeof code === "string" && code.startsWith("//");
}

function brokenText(bracket: Bracket, indent: string, column: number): string {
  const { open, close, items, separator } = bracket;
  if (items.length === 0) return `${open}${close}`;
  const embraced = embracedText(bracket, indent, column);
  if (embraced !== null) return embraced;
  const inner = `${indent}  `;
  const lines = items.map((item) => {
    const after = isComment(item) ? "" : separator;
    return `${inner}${printed(item, inner, after.length)}${after}\n`;
  });
  return `${open}\n${lines.join("")}${indent}${close}`;
}

/** `(a, {` … `})`: arguments of which only the last one, an object, is broken; null when that is not possible. */
function embracedText({ open, close, items }: Bracket, indent: string, column: number): string | null {
  const last = items.at(-1)!;
  const before = joined(items.slice(0, -1), ", ");
  if (open !== "(" || !isObject(last) || before === null) return null;
  const head = `${open}${before}${items.length > 1 ? ", " : ""}`;
  const start = column + head.length;
  return start < maxColumns ? `${head}${brokenText(last, indent, start)}${close}` : null;
}

/** The code on one line; null when it cannot stand on one. */
function flatOf(code: Code): string | null {
  if (typeof code === "string") return code.includes("\n") || isComment(code) ? null : code;
  if ("items" in code) return flatBracket(code);
  return joined(code, "");
}

function flatBracket({ open, close, items, separator, isSpaced, isBroken }: Bracket): string | null {
  if (items.length === 0) return `${open}${close}`;
  if (isBroken) return null;
  const inside = joined(items, `${separator} `);
  const blank = isSpaced ? " " : "";
  return inside === null ? null : `${open}${blank}${inside}${blank}${close}`;
}

function joined(codes: readonly Code[], between: string): string | null {
  const flats = codes.map(flatOf);
  return flats.includes(null) ? null : flats.join(between);
}

/** Pieces within pieces, one after the other. */
function partsOf(code: Code): readonly (string | Bracket)[] {
  if (typeof code === "string" || "items" in code) return [code];
  return code.flatMap(partsOf);
}
