/** What a load test counts a lie as: a reason of `wrong-content`, another outcome of the request, or a found leak. */
export type CountedAs =
  | "missing"
  | "extra"
  | "duplicate"
  | "order"
  | "field"
  | "over-limit"
  | "too-old"
  | "stale"
  | "other-user"
  | "malformed"
  | "http-error"
  | "connection-error"
  | "leak";

/** What the audit of the table counts a lie in it as. */
export type AuditedAs = "lost" | "phantom";

export interface LieKind {
  /** Where it is told: in the list of an answer, in its text, about users whose requests meet, in the table, to whom. */
  readonly place: "list" | "text" | "meeting" | "table" | "token" | "markers";
  /** Of a lie in the table: the answers that show it. */
  readonly countedAs: CountedAs;
  /** Of a lie in the table. */
  readonly auditedAs?: AuditedAs;
  readonly does: string;
}

const list = (countedAs: CountedAs, does: string) => ({ place: "list", countedAs, does }) as const;
const text = (countedAs: CountedAs, does: string) => ({ place: "text", countedAs, does }) as const;
const table = (countedAs: CountedAs, auditedAs: AuditedAs, does: string) =>
  ({ place: "table", countedAs, auditedAs, does }) as const;
const token = (does: string) => ({ place: "token", countedAs: "leak", does }) as const;

/** Every way in which the reference API can lie. The only list: the file's fields, the log and docs/lies.md follow it. */
export const lieKinds = {
  dropEntry: list("missing", "leaves out one entry"),
  dropNewest: list("missing", "leaves out the newest entry"),
  emptyList: list("missing", "answers with an empty list"),
  underLimit: list("missing", "stops one entry before `continueWatchingLimit`"),
  cutOffEarly: list("missing", "cuts off a day too early"),
  wrongId: list("missing", "shows one entry under an id that nobody has"),
  duplicateEntry: list("duplicate", "shows one entry twice"),
  swapNeighbours: list("order", "swaps two entries that follow each other"),
  reverse: list("order", "shows the oldest first"),
  positionOff: list("field", "one position is off by a second"),
  runtimeOff: list("field", "one runtime is off by a second"),
  wrongZone: list("field", "one `created` is local time eight hours west, called UTC"),
  milliseconds: list("field", "one `created` has milliseconds"),
  overLimit: list("over-limit", "does not stop at `continueWatchingLimit`"),
  ignoreCutOff: list("too-old", "shows what is older than `cutOffInDays`"),
  cutOffLate: list("too-old", "cuts off a day too late"),
  otherUsersList: list("other-user", "answers with the list of another user"),
  otherUsersEntry: list("other-user", "shows one entry of another user among the own ones"),
  staleByOneWrite: list("stale", "answers as if the user's last write had not been"),
  cachedAnswer: list("stale", "answers what the user was answered first"),
  truncatedJson: text("malformed", "ends in the middle of the JSON, in a body that is whole"),
  wrongType: text("malformed", "one position is a text"),
  missingField: text("malformed", "one entry has no runtime"),
  nullList: text("malformed", "null instead of the list"),
  errorBody: text("malformed", "an error with status 200"),
  htmlPage: text("malformed", "the page of a gateway with status 200"),
  wrongStatus: text("http-error", "the right body with status 500"),
  wrongLength: text("connection-error", "a content-length longer than the body, and then the end of the connection"),
  mixUpUsers: {
    place: "meeting",
    countedAs: "other-user",
    does: "swaps the answers of two users who ask at the same time",
  },
  loseWrite: table("stale", "lost", "acknowledges a marker and never stores it"),
  writeTwice: table("duplicate", "phantom", "stores a marker a second time under another key"),
  revertPosition: table("stale", "lost", "stores a marker, and half a second later what was there before it"),
  acceptExpired: token("takes a token that has expired"),
  acceptUnsigned: token("takes a token that says it needs no signature"),
  acceptForeignKey: token("takes a token that somebody else has signed"),
  acceptMissing: token("takes a request without a token for the last user's"),
  othersMarker: {
    place: "markers",
    countedAs: "leak",
    does: "answers `GET /markers/{id}` with another user's marker of that title where there is none",
  },
} as const satisfies { readonly [name: string]: LieKind };

export type LieName = keyof typeof lieKinds;

type NameIn<Place extends LieKind["place"]> = {
  [Name in LieName]: (typeof lieKinds)[Name]["place"] extends Place ? Name : never;
}[LieName];

/** The lies that are told in a list. */
export type ListLie = NameIn<"list">;
/** The lies that are told in the text of an answer. */
export type TextLie = NameIn<"text">;
/** The lies that are told in the table. */
export type TableLie = NameIn<"table">;

export const lieNames = Object.keys(lieKinds) as LieName[];

/** The lies of some places. */
export function liesIn(...places: LieKind["place"][]): LieName[] {
  return lieNames.filter((name) => places.includes(lieKinds[name].place));
}
