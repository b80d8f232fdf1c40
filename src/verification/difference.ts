import type { Clues } from "./clues.ts";
import { each } from "./each.ts";
import type { Row } from "./row.ts";
import type { Shown } from "./truth.ts";

/**
 * What can be wrong with an answer, the most telling first: the first of the reasons that an answer shows is the one it
 * is counted under. An unreadable answer says nothing else; a foreign entry outweighs whatever it pushed out; a
 * duplicate under a limit pushes out the last entry, so it comes before `missing`.
 */
export const reasons = [
  "malformed",
  "other-user",
  "duplicate",
  "missing",
  "extra",
  "too-old",
  "over-limit",
  "stale",
  "field",
  "order",
] as const;

export type Reason = (typeof reasons)[number];

/** One thing that is wrong with an answer. */
export interface Fact {
  readonly reason: Reason;
  /** The URN concerned; empty when the answer could not be read. */
  readonly id: string;
  /** Index of the entry in the answer; of what is missing its index in the expected answer. */
  readonly place: number;
  /** More words, where reason and URN do not say it all. */
  readonly words?: string;
  /** Of reason `other-user`: what was shown. */
  readonly shown?: Shown;
  /** Of reason `field`: it is the time. */
  readonly isTime?: boolean;
  /** The user's own row concerned. */
  readonly row?: Row;
}

/** An answer that is not what its user is owed. */
export interface Difference {
  readonly user: number;
  readonly userId: string;
  readonly reason: Reason;
  /** One line that names the user and what is wrong with which URNs. */
  readonly message: string;
  /** How often each thing is wrong. */
  readonly counts: { readonly [R in Reason]: number };
  /** The first hundred things, in the order of {@link reasons}. */
  readonly facts: readonly Fact[];
  /** Both sides around the first difference, at most 1,000 characters each. */
  readonly expected: string;
  readonly got: string;
  /** What the answer tells about the settings of the service. */
  readonly clues: Clues;
}

/** Zero for every reason. */
export function noReasons(): Record<Reason, number> {
  return each(reasons, () => 0);
}
