import type { Row } from "./row.ts";
import { isShownAlike } from "./row.ts";
import type { AnswerEntry } from "./read-answer.ts";
import type { Candidates } from "./user-ledger.ts";

/**
 * The user's rows as an answer shows them: where more than one state of a row would be right (a write that was on its
 * way, is doubtful or need not be visible yet) the one that is shown, and of a row that is not shown the one that need
 * not be. An answer is right exactly when it is what these rows owe.
 */
export function chosenRows(
  written: ReadonlyMap<string, Candidates>,
  seeded: readonly Row[],
  entries: readonly AnswerEntry[],
  isFinished: (row: Row) => boolean,
): Row[] {
  const rows = seeded.filter(({ key }) => !written.has(key));
  for (const candidates of written.values()) {
    const chosen = choose(candidates, entries, isFinished);
    if (chosen !== null) rows.push(chosen);
  }
  return rows;
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
