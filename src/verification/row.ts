import type { AnswerShape, EntryValue } from "./answer-shape.ts";
import { momentsOf } from "./moment.ts";

/** A row of a user as an answer shows it. */
export interface Row {
  /** Tells the rows of a user apart. A write to the same key replaces the row. */
  readonly key: string;
  /** As shown. */
  readonly id: string;
  /** Since 1970. */
  readonly timeMs: number;
  /** `timeMs` in whole units of the shape's time format. */
  readonly moment: number;
  /** Of the compared fields, in the order of the shape. */
  readonly values: readonly EntryValue[];
  /** The time as the format writes it; made when it is first asked for. */
  written?: string | number;
}

/** An entry as an answer would show the row. */
export function entryOf(row: Row, shape: AnswerShape): { [field: string]: EntryValue } {
  const entry: { [field: string]: EntryValue } = {
    [shape.id]: row.id,
    [shape.time]: writtenTimeOf(row, shape),
  };
  for (const [at, name] of Object.keys(shape.fields).entries()) entry[name] = row.values[at]!;
  return entry;
}

/** The time of a row as its format writes it. */
export function writtenTimeOf(row: Row, { timeFormat }: Pick<AnswerShape, "timeFormat">): string | number {
  return (row.written ??= momentsOf(timeFormat).write(row.timeMs));
}

/** True when an answer shows two rows, or a row and an entry, alike. */
export function isShownAlike(
  a: Pick<Row, "id" | "moment" | "values">,
  b: Pick<Row, "id" | "moment" | "values">,
): boolean {
  if (a.moment !== b.moment || a.id !== b.id) return false;
  const { values } = a;
  const others = b.values;
  for (let at = 0; at < values.length; at++) if (values[at] !== others[at]) return false;
  return true;
}
