import type { AnswerShape, EntryValue } from "./answer-shape.ts";
import { momentsOf } from "./moment.ts";
import type { Row } from "./row.ts";
import { RowIndex } from "./row-index.ts";
import type { Recognition, Truth } from "./truth.ts";

/** A row as a test file says that the API shows it: the shape's fields by their names; the time in milliseconds. */
export type ShownFields = { readonly [field: string]: EntryValue };

/** How a test file describes the answers of its API, so that `user.verify` can compare them with its dataset. */
export interface AnswerDeclaration<Row> extends AnswerShape {
  /** What the API shows of a row: the fields of the shape; its time in milliseconds since 1970, whatever the format. */
  shows(row: Row): ShownFields;
  /** What tells the rows of a user apart, where that is not the shown id: a write to the same key replaces the row. */
  key?(row: Row): string;
  /**
   * True when somebody's row looks like this, whoever's: tells another user's entry from garbage at once. Left out: an
   * index of all rows does, where they are at most a million.
   */
  recognises?(entry: ShownFields): boolean;
}

/** A dataset as far as a truth needs it. */
export interface RowsByUser<Row> {
  readonly users: number;
  idOf(user: number): string;
  rowsOf(user: number): Iterable<Row>;
}

/** The truth of a dataset and a declaration that a test file gives. */
export function declaredTruth<Given>(dataset: RowsByUser<Given>, declared: AnswerDeclaration<Given>): Truth {
  const rowsOf = (user: number) => Array.from(dataset.rowsOf(user), (row) => rowOf(declared, row));
  const index = new RowIndex(dataset.users, rowsOf);
  const names = Object.keys(declared.fields);
  const { write, unitMs } = momentsOf(declared.timeFormat);
  return {
    shape: declared,
    users: dataset.users,
    ttl: undefined,
    newest: undefined,
    idOf: (user) => dataset.idOf(user),
    indexOf: (id) => userOf(dataset, id),
    holdersOf: () => () => true,
    rowsOf,
    rowFor: (given) => rowOf(declared, given as Given),
    shareOf: () => Number.NaN,
    recognise(_user, shown): Recognition {
      if (declared.recognises === undefined) return index.has(shown) ? "another" : "nobody";
      const fields = Object.fromEntries(names.map((name, at) => [name, shown.values[at]!]));
      const time = write(shown.moment * unitMs);
      return declared.recognises({ ...fields, [declared.id]: shown.id, [declared.time]: time }) ? "another" : "nobody";
    },
  };
}

/** A row of a test's own as the declaration shows it. Throws TypeError naming a field that `shows` leaves out. */
export function rowOf<Given>(declared: AnswerDeclaration<Given>, given: Given): Row {
  const shown = declared.shows(given);
  const id = shown[declared.id];
  const timeMs = shown[declared.time];
  if (typeof id !== "string") throw new TypeError(`\`shows\` gave no text for "${declared.id}", the id of an entry`);
  if (typeof timeMs !== "number") {
    throw new TypeError(`\`shows\` gave no milliseconds for "${declared.time}", the time of an entry`);
  }
  const { unitMs } = momentsOf(declared.timeFormat);
  const values = Object.keys(declared.fields).map((name) => {
    const value = shown[name];
    if (value === undefined) throw new TypeError(`\`shows\` gave nothing for "${name}"`);
    return value;
  });
  return { key: declared.key?.(given) ?? id, id, timeMs, moment: Math.floor(timeMs / unitMs), values };
}

function userOf(dataset: RowsByUser<unknown>, id: string): number {
  for (let user = 0; user < dataset.users; user++) if (dataset.idOf(user) === id) return user;
  return -1;
}
