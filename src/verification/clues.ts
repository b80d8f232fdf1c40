import { each } from "./each.ts";
import { mergeRanges, type Range } from "./range.ts";

const counts = [
  /** Answers that were wrong. */
  "wrong",
  /** Answers with an entry, right or wrong. */
  "filled",
  /** Wrong answers without an entry. */
  "empty",
  /** Wrong answers that are the newest markers of their user, only too few or too many; the markers in and owed in them. */
  "cut",
  "cutReturned",
  "cutOwed",
  /** Wrong answers whose only fault is that own markers are missing or shown though not owed; the missing ones. */
  "thinned",
  "thinnedOut",
  /** Wrong answers in which nothing but `created` is wrong; the entries in which it is wrong by no time zone. */
  "shifted",
  "oddShifts",
] as const;

const ranges = [
  /** When wrong answers were seen, wall clock. */
  "seenMs",
  /** Ages of the newest and the oldest marker owed to a user, and how many are owed. */
  "owedAgeMs",
  "owedCount",
  /** Of answers that are the newest markers of their user: age of the last marker in it, and of the first one left out. */
  "shownAgeMs",
  "hiddenAgeMs",
  /** Of such answers: their length, and the length of those that leave out markers which no cut-off explains. */
  "shownCount",
  "cutAtCount",
  /** Position / runtime of markers returned and of markers left out. */
  "shownShare",
  "hiddenShare",
  /** Shown `created` minus the true one. */
  "shiftSeconds",
] as const;

/** What answers tell about the settings of the service: counts that add up, and least and greatest values. Plain. */
export interface Clues {
  readonly counts: { readonly [Name in (typeof counts)[number]]: number };
  readonly ranges: { readonly [Name in (typeof ranges)[number]]: Range };
}

export function cluesFrom(given: { counts: Partial<Clues["counts"]>; ranges: Partial<Clues["ranges"]> }): Clues {
  return {
    counts: each(counts, (name) => given.counts[name] ?? 0),
    ranges: each(ranges, (name) => given.ranges[name] ?? null),
  };
}

export const noClues: Clues = cluesFrom({ counts: {}, ranges: {} });

export function mergeClues(a: Clues, b: Clues): Clues {
  return {
    counts: each(counts, (name) => a.counts[name] + b.counts[name]),
    ranges: each(ranges, (name) => mergeRanges(a.ranges[name], b.ranges[name])),
  };
}
