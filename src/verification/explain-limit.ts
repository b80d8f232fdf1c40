import { formatCount } from "../ground/index.ts";
import type { Clues } from "./clues.ts";
import type { Explanation } from "./explanation.ts";
import type { Rules } from "./rules.ts";

/** Every answer that leaves markers out is of one length, no answer is longer, and it is not the declared limit. */
export function limitExplanation({ counts, ranges }: Clues, { limit: declared }: Rules): Explanation | null {
  const longest = ranges.shownCount?.max ?? 0;
  const cutAt = ranges.cutAtCount;
  if (counts.cut === 0 || longest === 0 || longest === declared) return null;
  if (cutAt === null ? longest < declared : cutAt.min !== longest || cutAt.max !== longest) return null;
  const probably = cutAt === null ? `at least ${longest}` : `probably ${longest}`;
  const seen =
    longest > declared
      ? `the API returned up to ${longest} markers, over the declared limit of ${declared}`
      : `the API returned ${formatCount(counts.cutReturned)} of ${formatCount(counts.cutOwed)} markers, never more than ${longest} at once`;
  const change = longest > declared ? `lower it to ${declared}` : `raise it to ${ranges.owedCount!.max}`;
  return {
    text: `${seen}: its continueWatchingLimit is ${probably}; declare it with --history-limit ${longest} or ${change} in the service's config`,
    explained: counts.cut,
  };
}
