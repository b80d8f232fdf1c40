import type { AnswerShape, EntryValue } from "./answer-shape.ts";
import { momentsOf } from "./moment.ts";
import type { Row } from "./row.ts";
import type { Truth } from "./truth.ts";

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
 * that looks like one of `own`, as it is or was, is no secret of somebody else's.
 */
export function revealedRow(
  body: Uint8Array,
  shape: AnswerShape,
  foreign: readonly Row[],
  own: readonly Row[],
): Row | null {
  const rows = new Map(foreign.map((row) => [row.id, row]));
  const isForeign = (value: object) => {
    const row = rows.get(fieldOf(value, shape.id) as string);
    if (row === undefined || !shows(value, row, shape)) return null;
    return own.some((mine) => mine.id === row.id && shows(value, mine, shape)) ? null : row;
  };
  try {
    return firstIn(JSON.parse(textOf(body)), isForeign);
  } catch {
    return null;
  }
}

/**
 * Whether an answer carries an entry of somebody else, whoever that is, wherever in it. Its time may stand under another
 * name, as text or as milliseconds. `own` are all rows that the user may be shown, the replaced ones too.
 */
export function revealsAnother(body: Uint8Array, truth: Truth, user: number, own: readonly Row[]): boolean {
  const { shape } = truth;
  const names = Object.keys(shape.fields);
  const isAnothers = (value: object) => {
    const id = fieldOf(value, shape.id);
    const values = names.map((name) => fieldOf(value, name) as EntryValue | undefined);
    if (typeof id !== "string" || values.includes(undefined)) return null;
    if (own.some((row) => row.id === id && shows(value, row, shape))) return null;
    const times = Object.entries(value).filter(([name]) => name !== shape.id && !names.includes(name));
    const moments = times.map(([, time]) => momentIn(time, shape)).filter(Number.isFinite);
    const isKnown = moments.some(
      (moment) => truth.recognise(user, { id, moment, values: values as EntryValue[] }) === "another",
    );
    return isKnown || null;
  };
  try {
    return firstIn(JSON.parse(textOf(body)), isAnothers) ?? false;
  } catch {
    return false;
  }
}

/** NaN when it is no time. */
function momentIn(time: unknown, { timeFormat }: AnswerShape): number {
  const { kind, momentOf, unitMs } = momentsOf(timeFormat);
  if (typeof time === (kind === "text" ? "string" : "number")) {
    const moment = momentOf(time);
    if (Number.isFinite(moment)) return moment;
  }
  return Math.floor((typeof time === "number" ? time : Date.parse(String(time))) / unitMs);
}

/** Whether an object has the compared fields of a row; its time may stand under another name. */
function shows(value: object, row: Row, { time, timeFormat, fields }: AnswerShape): boolean {
  const written = fieldOf(value, time);
  if (written !== undefined && momentsOf(timeFormat).momentOf(written) !== row.moment) return false;
  return Object.keys(fields).every((name, at) => fieldOf(value, name) === row.values[at]);
}

function firstIn<Found>(value: unknown, found: (value: object) => Found | null): Found | null {
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
