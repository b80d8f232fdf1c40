import type { AnswerShape } from "./answer-shape.ts";
import { epochSecondOf } from "./iso-second.ts";

/** An entry as the service answered it. */
export interface AnswerEntry {
  readonly id: string;
  readonly created: string;
  /** `created` in epoch seconds; NaN when it is not ISO 8601 to the second. */
  readonly second: number;
  readonly position: number;
  readonly runtime: number;
}

/** The entries of a body, or in a few words why it has none: not JSON, not the shape, a value of the wrong type. */
export function readAnswer(body: Uint8Array, shape: AnswerShape): AnswerEntry[] | string {
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
  } catch (error) {
    return body.byteLength === 0 ? "the body is empty" : `not JSON: ${(error as SyntaxError).message}`;
  }
  const list = shape.list === "" ? answer : fieldOf(answer, shape.list);
  if (!Array.isArray(list)) return shape.list === "" ? "not a list" : `not an object with a list "${shape.list}"`;
  const entries: AnswerEntry[] = [];
  for (const value of list as unknown[]) {
    const entry = entryOf(value, shape);
    if (entry === undefined) return problemOf(value, entries.length, shape);
    entries.push(entry);
  }
  return entries;
}

function entryOf(value: unknown, shape: AnswerShape): AnswerEntry | undefined {
  const id = fieldOf(value, shape.id);
  const created = fieldOf(value, shape.created);
  const position = fieldOf(value, shape.position);
  const runtime = fieldOf(value, shape.runtime);
  if (typeof id !== "string" || typeof created !== "string") return undefined;
  if (typeof position !== "number" || typeof runtime !== "number") return undefined;
  return { id, created, second: epochSecondOf(created), position, runtime };
}

function problemOf(value: unknown, place: number, shape: AnswerShape): string {
  if (typeof value !== "object" || value === null) return `entry ${place} is ${kindOf(value)} instead of an object`;
  const wanted = {
    [shape.id]: "a text",
    [shape.created]: "a text",
    [shape.position]: "a number",
    [shape.runtime]: "a number",
  };
  const [name, kind] = Object.entries(wanted).find(([name, kind]) => kindOf(fieldOf(value, name)) !== kind)!;
  return `"${name}" of entry ${place} is ${kindOf(fieldOf(value, name))} instead of ${kind}`;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as { [name: string]: unknown })[name] : undefined;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return { string: "a text", number: "a number", boolean: "a boolean" }[typeof value as string] ?? "an object";
}
