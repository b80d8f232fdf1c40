import { formatCount, plural } from "../ground/index.ts";
import { type Clues, mergeClues } from "./clues.ts";
import { cluesOf } from "./clues-of.ts";
import type { Evidence } from "./evidence.ts";
import { cutOffExplanation } from "./explain-cut-off.ts";
import { finishedExplanation, zoneExplanation } from "./explain-fields.ts";
import { limitExplanation } from "./explain-limit.ts";
import type { Explanation } from "./explanation.ts";
import { historyOf, owedAt } from "./history.ts";
import { dayMs, type DeclaredSettings, type Rules, rulesOf } from "./rules.ts";
import type { Truth } from "./truth.ts";

/**
 * Which settings of the service would explain the wrong answers and what to do about it, as one line; null when no
 * pattern fits. Claims only what most of the wrong answers follow and no answer, right or wrong, contradicts. An
 * explanation is never a pass.
 */
export function explain(evidence: Evidence, truth: Truth, settings: DeclaredSettings): string | null {
  if (evidence.wrong === 0) return null;
  const rules = rulesOf(settings, truth.ttl);
  const clues = evidence.rightUsers
    .map((user) => cluesOfRight(user, truth, rules, evidence.clues.ranges.seenMs!.min))
    .reduce(mergeClues, evidence.clues);
  const found = [
    emptyExplanation(clues),
    cutOffExplanation(clues, rules),
    limitExplanation(clues, rules),
    finishedExplanation(clues, rules),
    zoneExplanation(clues),
  ].filter((explanation) => explanation !== null && explanation.explained * 2 > clues.counts.wrong) as Explanation[];
  return found.length === 0 ? null : found.map(({ text }) => text).join("; or ") + coverage(found, clues);
}

/** A right answer needs no keeping: it was what its user is owed, here as of the first wrong answer. */
function cluesOfRight(user: number, truth: Truth, rules: Rules, nowMs: number): Clues {
  const history = historyOf(truth.rowsOf(user), rules, truth);
  const owed = owedAt(history, rules, nowMs);
  const entries = history.rows.slice(0, owed.least);
  return cluesOf({ entries, leading: entries.length, facts: [] }, { history, owed, rules, nowMs, truth });
}

function coverage(found: readonly Explanation[], { counts: { wrong } }: Clues): string {
  const explained = Math.max(...found.map((explanation) => explanation.explained));
  return explained < wrong ? ` (${formatCount(explained)} of ${plural(wrong, "wrong answer")} fit this)` : "";
}

function emptyExplanation({ counts: { empty, filled }, ranges }: Clues): Explanation | null {
  if (empty === 0) return null;
  if (filled > 0) {
    const isCutOff = ranges.shownAgeMs !== null && ranges.shownAgeMs.max < ranges.hiddenAgeMs!.min;
    if (isCutOff) return null;
    return {
      text: `the answers of some users are empty (${formatCount(empty)} of ${formatCount(empty + filled)}): when seeding stopped half-way, \`pickup seed\` goes on where it stopped`,
      explained: empty,
    };
  }
  const newestDays = Math.floor(ranges.owedAgeMs!.min / dayMs);
  const cutOff = newestDays < 1 ? "" : `, or its cutOffInDays is not above ${newestDays}, the age of the newest marker`;
  return {
    text: `every answer is empty: nothing is seeded in the table that the API reads (run \`pickup seed\`), or it reads another table${cutOff}`,
    explained: empty,
  };
}
