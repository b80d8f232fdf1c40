/** Where an answer keeps what is verified. Further fields of the answer or of an entry are nobody's concern. */
export interface AnswerShape {
  /** Name of the list of entries in the answer; empty when the answer is the list itself. */
  readonly list: string;
  /** Names of an entry's fields. */
  readonly id: string;
  readonly created: string;
  readonly position: string;
  readonly runtime: string;
}

/** The answer of `GET /continuewatchinghistory`. */
export const continueWatchingShape: AnswerShape = {
  list: "continueWatching",
  id: "id",
  created: "created",
  position: "position",
  runtime: "runtime",
};
