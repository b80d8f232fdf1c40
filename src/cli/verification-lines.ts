import { formatCount, plural } from "../ground/index.ts";
import type { LoadResult } from "../run/index.ts";
import { reasons } from "../verification/index.ts";

/** As many as evidence names. */
const mostNamed = 100;

type Compared = Pick<LoadResult, "evidence" | "explanation">;

/** The sentence about truth: how many answers were compared and what came of it; nothing when none was. */
export function truthLines({ evidence: { checked, wrong } }: Compared): string[] {
  if (checked === 0) return [];
  const compared = `${plural(checked, "answer")}, each compared with what its viewer is owed: `;
  return [compared + (wrong === 0 ? "all right." : `${formatCount(wrong)} wrong.`)];
}

/** What would explain the wrong answers, where something does. */
export function explanationLines({ explanation }: Compared): string[] {
  return explanation === null ? [] : [`Explanation: ${explanation}`];
}

/** The wrong answers by kind, and the first of the users concerned with what is wrong, one a line. */
export function wrongUserLines({ evidence: { wrong, reasons: counts, wrongUsers } }: Compared): string[] {
  if (wrong === 0) return [];
  const kinds = reasons
    .filter((reason) => counts[reason] > 0)
    .map((reason) => `${reason} ${formatCount(counts[reason])}`);
  const named = wrongUsers.slice(0, mostNamed).map(({ message }) => `  ${message}`);
  const hidden = wrong - named.length;
  const rest = hidden > 0 ? [`  … and ${plural(hidden, "wrong answer")} more`] : [];
  return [`Wrong answers: ${kinds.join(", ")}`, ...named, ...rest];
}
