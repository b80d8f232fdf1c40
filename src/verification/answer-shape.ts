/** What a field of an answer may hold. */
export type EntryValue = string | number | boolean | null;

/** How an answer writes a time: as ISO 8601 in UTC, to the second or the millisecond, or as a number since 1970. */
export type TimeFormat = "iso-seconds" | "iso-milliseconds" | "epoch-seconds" | "epoch-milliseconds";

/** What kind of value a compared field must hold; another kind makes the answer malformed. */
export type FieldKind = "text" | "number" | "boolean" | "any";

/** Where an answer keeps what is verified. Further fields of the answer or of an entry are nobody's concern. */
export interface AnswerShape {
  /** The list of entries: names with dots between them (`data.books`); empty when the answer is the list itself. */
  readonly list: string;
  /** The field, a text, by which an entry is told from the others of its user. */
  readonly id: string;
  /** The field with the time of an entry; the newest entry comes first. */
  readonly time: string;
  /** Default `iso-seconds`. */
  readonly timeFormat?: TimeFormat;
  /** The other fields that are compared. */
  readonly fields: { readonly [name: string]: FieldKind };
}

/** The answer of `GET /continuewatchinghistory`. */
export const continueWatchingShape: AnswerShape = {
  list: "continueWatching",
  id: "id",
  time: "created",
  fields: { position: "number", runtime: "number" },
};
