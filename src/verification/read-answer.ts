import type { AnswerShape, EntryValue, FieldKind } from "./answer-shape.ts";
import { momentsOf } from "./moment.ts";
import { type Row, writtenTimeOf } from "./row.ts";

/** An entry as the service answered it. */
export interface AnswerEntry {
  readonly id: string;
  /** As written. */
  readonly time: string | number;
  /** The time in units of the shape's format; NaN when it is not written in that format. */
  readonly moment: number;
  /** Of the compared fields, in the order of the shape. */
  readonly values: readonly EntryValue[];
}

/** Reads the answers of one shape. */
export class AnswerReader {
  readonly #shape: AnswerShape;
  readonly #path: readonly string[];
  readonly #names: readonly string[];
  readonly #kinds: readonly FieldKind[];
  readonly #timeKind: "text" | "number";
  readonly #momentOf: (written: unknown) => number;

  constructor(shape: AnswerShape) {
    const { kind, momentOf } = momentsOf(shape.timeFormat);
    this.#shape = shape;
    this.#path = shape.list === "" ? [] : shape.list.split(".");
    this.#names = Object.keys(shape.fields);
    this.#kinds = Object.values(shape.fields);
    this.#timeKind = kind;
    this.#momentOf = momentOf;
  }

  /** The list of a body as JSON has it, whatever is in it; a text in place of one: why there is none. */
  listIn(body: Uint8Array): unknown {
    try {
      return this.listOf(JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()));
    } catch {
      return undefined;
    }
  }

  /** The entries of a body, or in a few words why it has none: not JSON, not the shape, a value of the wrong type. */
  read(body: Uint8Array): AnswerEntry[] | string {
    try {
      return this.entriesOf(
        this.listOf(JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())),
      );
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return body.byteLength === 0 ? "the body is empty" : `not JSON: ${error.message}`;
    }
  }

  /** The name of the list in the answer; empty when the answer is the list. */
  get listName(): string {
    return this.#path.at(-1) ?? "";
  }

  /** True when a list shows exactly the first of these rows, as many as it has entries. Makes nothing of the entries. */
  isHead(list: readonly unknown[], rows: readonly Row[]): boolean {
    if (list.length > rows.length) return false;
    const { id, time } = this.#shape;
    const names = this.#names;
    for (let place = 0; place < list.length; place++) {
      const entry = list[place] as { readonly [name: string]: unknown } | null;
      const row = rows[place]!;
      if (typeof entry !== "object" || entry === null || entry[id] !== row.id) return false;
      if (entry[time] !== writtenTimeOf(row, this.#shape)) return false;
      for (let at = 0; at < names.length; at++) if (entry[names[at]!] !== row.values[at]) return false;
    }
    return true;
  }

  /** What stands where the list should be. */
  listOf(answer: unknown): unknown {
    return this.#path.reduce(fieldOf, answer);
  }

  /** The entries of a list, or why it has none. */
  entriesOf(list: unknown): AnswerEntry[] | string {
    const { list: path } = this.#shape;
    if (!Array.isArray(list)) return path === "" ? "not a list" : `not an object with a list "${path}"`;
    const entries: AnswerEntry[] = [];
    for (const value of list as unknown[]) {
      const entry = this.#entryOf(value);
      if (entry === undefined) return this.#problemOf(value, entries.length);
      entries.push(entry);
    }
    return entries;
  }

  #entryOf(value: unknown): AnswerEntry | undefined {
    const names = this.#names;
    const id = fieldOf(value, this.#shape.id);
    const time = fieldOf(value, this.#shape.time) as string | number;
    if (typeof id !== "string" || (typeof time === "string") !== (this.#timeKind === "text")) return undefined;
    const values: EntryValue[] = [];
    for (let at = 0; at < names.length; at++) {
      const field = fieldOf(value, names[at]!);
      if (!isOfKind(field, this.#kinds[at]!)) return undefined;
      values.push(field);
    }
    if (typeof time !== "string" && typeof time !== "number") return undefined;
    return { id, time, moment: this.#momentOf(time), values };
  }

  #problemOf(value: unknown, place: number): string {
    if (typeof value !== "object" || value === null) return `entry ${place} is ${kindOf(value)} instead of an object`;
    const { id, time } = this.#shape;
    const wanted: [string, FieldKind][] = [
      [id, "text"],
      [time, this.#timeKind],
      ...this.#names.map((name, at): [string, FieldKind] => [name, this.#kinds[at]!]),
    ];
    const [name, kind] = wanted.find(([name, kind]) => !isOfKind(fieldOf(value, name), kind))!;
    return `"${name}" of entry ${place} is ${kindOf(fieldOf(value, name))} instead of ${kindNames[kind]}`;
  }
}

const kindNames: { readonly [Kind in FieldKind]: string } = {
  text: "a text",
  number: "a number",
  boolean: "a boolean",
  any: "a value",
};

function isOfKind(value: unknown, kind: FieldKind): value is EntryValue {
  if (kind === "text") return typeof value === "string";
  if (kind === "any") return value !== undefined && (typeof value !== "object" || value === null);
  return typeof value === kind;
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
