import type { AnswerShape, EntryValue } from "./answer-shape.ts";
import type { Row } from "./row.ts";

/** Something an answer showed, to be recognised: `moment` in units of the shape's time format. */
export interface Shown {
  readonly id: string;
  readonly moment: number;
  readonly values: readonly EntryValue[];
}

/** Whose an entry is that its user's rows do not explain: somebody's, the user's own, or nobody's that is known. */
export type Recognition = "another" | "own" | "nobody";

/**
 * What a verification rests on: who the users are, what each of them has, and how an answer shows it. A pure function of
 * the dataset, the same on every machine.
 */
export interface Truth {
  readonly shape: AnswerShape;
  readonly users: number;
  /** Until when rows are shown, in seconds since 1970; left out: for ever. */
  readonly ttl: number | undefined;
  /** Before this, in seconds since 1970, lies every time of a row; left out: not known. */
  readonly newest: number | undefined;
  idOf(user: number): string;
  /** −1 when it is nobody's. */
  indexOf(id: string): number;
  /** A quick test of users that holds for everyone who was seeded a row with one of these ids. */
  holdersOf(ids: readonly string[]): (user: number) => boolean;
  /** The rows of a user as they were seeded, in no order. */
  rowsOf(user: number): readonly Row[];
  /** A row that a test file gives, as an answer shows it. Throws TypeError when it is no row of this dataset. */
  rowFor(given: unknown): Row;
  /** How much of a title has been watched, 0 to 1; NaN where that has no meaning. */
  readonly shareOf: (values: readonly EntryValue[]) => number;
  /** Whose an entry in the answer of `user` is that is none of its rows. */
  recognise(user: number, shown: Shown): Recognition;
}
