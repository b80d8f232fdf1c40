import type { Row } from "./row.ts";
import { isShownAlike } from "./row.ts";
import type { AnswerEntry } from "./read-answer.ts";
import type { Candidates, UserLedger } from "./user-ledger.ts";
import type { Reading } from "./version.ts";

/**
 * The user's rows as an answer shows them: where more than one state of a row would be right (a write that was on its
 * way, is doubtful or need not be visible yet) the one that is shown, and of a row that is not shown the one that need
 * not be. An answer is right exactly when it is what these rows owe.
 */
export function chosenRows(
  seeded: readonly Row[],
  ledger: UserLedger,
  reading: Reading,
  entries: readonly AnswerEntry[],
  isFinished: (row: Row) => boolean,
): Row[] {
  const written = new Set(ledger.keys);
  const rows = seeded.filter(({ key }) => !written.has(key));
  for (const key of written) {
    const chosen = choose(ledger.candidatesOf(key, reading), entries, isFinished);
    if (chosen !== null) rows.push(chosen);
  }
  return rows;
}

/** The seeded rows with the written ones of one state in place of theirs. */
export function rowsOfState(seeded: readonly Row[], state: ReadonlyMap<string, Row | null>): Row[] {
  const written = [...state.values()].filter((row) => row !== null);
  return [...seeded.filter(({ key }) => !state.has(key)), ...written];
}

function choose(
  candidates: Candidates,
  entries: readonly AnswerEntry[],
  isFinished: (row: Row) => boolean,
): Row | null {
  const oldest = candidates[0]!;
  if (candidates.length === 1) return oldest;
  // The newest first: two writes within the unit of an answer's times look alike.
  const shown = candidates.findLast((row) => row !== null && entries.some((entry) => isShownAlike(row, entry)));
  if (shown !== undefined) return shown;
  return candidates.find((row) => row !== null && isFinished(row)) ?? oldest;
}
