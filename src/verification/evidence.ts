import { type Clues, mergeClues, noClues } from "./clues.ts";
import { each } from "./each.ts";
import type { Shown } from "./truth.ts";
import { type Difference, noReasons, type Reason, reasons } from "./difference.ts";

/** A user whose answer was wrong. */
export interface WrongUser {
  /** Index in the dataset. */
  readonly user: number;
  readonly userId: string;
  readonly reason: Reason;
  /** Names the user and the URNs. */
  readonly message: string;
  readonly expected: string;
  readonly got: string;
  /** The first entry that is another user's, where there is one. */
  readonly foreign?: Shown;
}

/** What became of the answers that were checked: of one worker in one second, or of a whole run. Plain and bounded. */
export interface Evidence {
  readonly checked: number;
  readonly right: number;
  readonly wrong: number;
  /** Wrong answers by their first reason. */
  readonly reasons: { readonly [R in Reason]: number };
  /** The first hundred wrong users, by index, each with the first wrong answer that was seen. */
  readonly wrongUsers: readonly WrongUser[];
  /** Indexes of some users whose answer was right; for {@link explain}. */
  readonly rightUsers: readonly number[];
  /** Of the wrong answers. */
  readonly clues: Clues;
}

/** How much evidence keeps of single users. */
export const evidenceLimits = { wrongUsers: 100, rightUsers: 200 } as const;

export const noEvidence: Evidence = {
  checked: 0,
  right: 0,
  wrong: 0,
  reasons: noReasons(),
  wrongUsers: [],
  rightUsers: [],
  clues: noClues,
};

/** The evidence of two workers, or of two seconds, together. */
export function mergeEvidence(a: Evidence, b: Evidence): Evidence {
  return {
    checked: a.checked + b.checked,
    right: a.right + b.right,
    wrong: a.wrong + b.wrong,
    reasons: each(reasons, (reason) => a.reasons[reason] + b.reasons[reason]),
    wrongUsers: mergeWrongUsers(a.wrongUsers, b.wrongUsers),
    rightUsers: b.rightUsers.length === 0 ? a.rightUsers : mergeRightUsers(a.rightUsers, b.rightUsers),
    clues: mergeClues(a.clues, b.clues),
  };
}

export function wrongUserOf({ user, userId, reason, message, expected, got, facts }: Difference): WrongUser {
  const foreign = facts.find(({ shown }) => shown !== undefined)?.shown;
  return { user, userId, reason, message, expected, got, ...(foreign && { foreign }) };
}

function mergeWrongUsers(a: readonly WrongUser[], b: readonly WrongUser[]): readonly WrongUser[] {
  if (b.length === 0) return a;
  const byUser = new Map([...b, ...a].map((wrong) => [wrong.user, wrong]));
  const inOrder = [...byUser.values()].toSorted((one, other) => one.user - other.user);
  return inOrder.slice(0, evidenceLimits.wrongUsers);
}

function mergeRightUsers(a: readonly number[], b: readonly number[]): readonly number[] {
  return [...new Set([...a, ...b])].slice(0, evidenceLimits.rightUsers);
}
