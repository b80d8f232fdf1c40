import type { Code } from "../writing/code.ts";

/** What is known of a value before the test runs. */
export type ValueType = "text" | "number" | "boolean" | "none" | "list" | "dictionary" | "answer" | "any";

/** An expression of Python as TypeScript. */
export interface Value {
  readonly code: Code;
  readonly type: ValueType;
  /** How tightly it holds together; see {@link level}. */
  readonly level: number;
  /** Of a list: what is in it. */
  readonly items?: ValueType;
  /** What it is, when it stands in the file as such. */
  readonly literal?: string | number | boolean | null;
}

/** The precedences of TypeScript, as far as they are needed. */
export const level = {
  choice: 2,
  or: 3,
  and: 4,
  equality: 8,
  comparison: 9,
  sum: 11,
  product: 12,
  power: 13,
  unary: 14,
  atom: 20,
} as const;

export function atom(code: Code, type: ValueType, extra: Partial<Value> = {}): Value {
  return { code, type, level: level.atom, ...extra };
}

/** The code of a value, in brackets when it would fall apart at this level. */
export function within(value: Value, least: number): Code {
  return value.level >= least ? value.code : ["(", value.code, ")"];
}

/** True when values of both types may be added, compared and so on as numbers. */
export function isNumeric({ type }: Value): boolean {
  return type === "number" || type === "any";
}

export function isScalar({ type }: Value): boolean {
  return type === "text" || type === "number" || type === "boolean" || type === "none";
}
