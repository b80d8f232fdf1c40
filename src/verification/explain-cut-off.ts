import { formatCount } from "../ground/index.ts";
import type { Clues } from "./clues.ts";
import type { Explanation } from "./explanation.ts";
import { dayMs, type Rules } from "./rules.ts";

/** Cut-offs that people set, to be preferred among those that fit. */
const usualDays = [1825, 1095, 730, 365, 180, 90, 60, 30, 14, 7];

/** One age divides the markers that are returned from those that are not, and it is not the declared cut-off. */
export function cutOffExplanation({ counts, ranges }: Clues, { cutOffMs, marginMs }: Rules): Explanation | null {
  const shownMs = ranges.shownAgeMs?.max;
  const hiddenMs = ranges.hiddenAgeMs?.min ?? Infinity;
  if (counts.cut === 0 || shownMs === undefined || shownMs >= hiddenMs + 2 * marginMs) return null;
  const leastMs = shownMs - marginMs;
  const mostMs = hiddenMs + marginMs;
  if (cutOffMs >= leastMs && cutOffMs <= mostMs) return null;
  const { days, label } = daysBetween(leastMs, mostMs);
  const returned = `the API returned ${formatCount(counts.cutReturned)} of ${formatCount(counts.cutOwed)} markers`;
  const seen =
    cutOffMs > mostMs
      ? `${returned}, none older than ${days} days`
      : `the API returned markers of up to ${Math.ceil(shownMs / dayMs)} days, older than the declared ${cutOffMs / dayMs}`;
  const change =
    cutOffMs > mostMs ? `raise it to ${Math.ceil(ranges.owedAgeMs!.max / dayMs)}` : `lower it to ${cutOffMs / dayMs}`;
  return {
    text: `${seen}: its cutOffInDays is ${label}; declare it with --cut-off-days ${days} or ${change} in the service's config`,
    explained: counts.cut,
  };
}

/** The likeliest number of days in an interval, and how sure that is. */
function daysBetween(leastMs: number, mostMs: number): { days: number; label: string } {
  const first = Math.ceil(leastMs / dayMs);
  const last = Math.floor(mostMs / dayMs);
  if (last === Infinity) return { days: first, label: `at least ${first}` };
  if (first > last) {
    const days = Number(((leastMs + mostMs) / 2 / dayMs).toFixed(2));
    return { days, label: `probably about ${days}` };
  }
  const days = usualDays.find((usual) => usual >= first && usual <= last) ?? Math.floor((first + last) / 2);
  return { days, label: `probably ${days}${first < last ? ` (${first} to ${last} fit)` : ""}` };
}
