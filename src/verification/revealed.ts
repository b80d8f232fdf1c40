import type { AnswerShape } from "./answer-shape.ts";
import { momentsOf } from "./moment.ts";
import type { Row } from "./row.ts";

/** True when an answer has nothing in it: no bytes, no entry in any list, no value. */
export function isEmptyAnswer(body: Uint8Array): boolean {
  if (body.byteLength === 0) return true;
  try {
    return isEmpty(JSON.parse(textOf(body)));
  } catch {
    return false;
  }
}

/**
 * The first of the `foreign` rows that an answer carries, wherever in it and whatever else it carries; null: none. A row
 * that looks like one of the user's own is no secret of somebody else's.
 */
export function revealedRow(
  body: Uint8Array,
  shape: AnswerShape,
  foreign: readonly Row[],
  own: readonly Row[],
): Row | null {
  const rows = new Map(foreign.map((row) => [row.id, row]));
  const ownRows = new Map(own.map((row) => [row.id, row]));
  const isForeign = (value: object) => {
    const row = rows.get(fieldOf(value, shape.id) as string);
    if (row === undefined || !shows(value, row, shape)) return null;
    const mine = ownRows.get(row.id);
    return mine !== undefined && shows(value, mine, shape) ? null : row;
  };
  try {
    return firstIn(JSON.parse(textOf(body)), isForeign);
  } catch {
    return null;
  }
}

/** Whether an object has the compared fields of a row; its time may stand under another name. */
function shows(value: object, row: Row, { time, timeFormat, fields }: AnswerShape): boolean {
  const written = fieldOf(value, time);
  if (written !== undefined && momentsOf(timeFormat).momentOf(written) !== row.moment) return false;
  return Object.keys(fields).every((name, at) => fieldOf(value, name) === row.values[at]);
}

function firstIn(value: unknown, found: (value: object) => Row | null): Row | null {
  if (typeof value !== "object" || value === null) return null;
  const row = found(value);
  if (row !== null) return row;
  for (const inner of Object.values(value)) {
    const innerRow = firstIn(inner, found);
    if (innerRow !== null) return innerRow;
  }
  return null;
}

function isEmpty(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

function fieldOf(value: object, name: string): unknown {
  return (value as { readonly [name: string]: unknown })[name];
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}
