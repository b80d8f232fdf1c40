import { formatCount } from "../ground/index.ts";
import type { Clues } from "./clues.ts";
import type { Explanation } from "./explanation.ts";
import type { Rules } from "./rules.ts";

/** Fewer missing markers could be the most watched ones by chance. */
const fewestMissing = 3;
const mostZoneHours = 14;
const hourSeconds = 3600;

/** What is missing has been watched further than anything that is returned. */
export function finishedExplanation({ counts, ranges }: Clues, { completedAt }: Rules): Explanation | null {
  const { shownShare, hiddenShare } = ranges;
  if (shownShare === null || hiddenShare === null || counts.thinnedOut < fewestMissing) return null;
  if (shownShare.max >= hiddenShare.min) return null;
  const share = roundestBetween(shownShare.max, hiddenShare.min);
  const change = completedAt === Infinity ? "switch it off" : `set it to ${completedAt}`;
  return {
    text: `each of the ${formatCount(counts.thinnedOut)} missing markers has been watched further than any that was returned: a title counts as finished in the API probably from ${share} of its runtime on; declare it with --completed-at ${share} or ${change} in the service's config`,
    explained: counts.thinned,
  };
}

/** `created` is off by a whole number of quarters of an hour, but for daylight saving the same in every answer. */
export function zoneExplanation({ counts, ranges }: Clues): Explanation | null {
  const shift = ranges.shiftSeconds;
  if (shift === null || counts.shifted === 0 || counts.oddShifts > 0) return null;
  if (shift.max - shift.min > hourSeconds) return null;
  const furthest = Math.abs(shift.max) >= Math.abs(shift.min) ? shift.max : shift.min;
  const hours = Math.abs(furthest) / hourSeconds;
  if (hours > mostZoneHours) return null;
  const upTo = shift.max > shift.min ? "up to " : "";
  const [late, side] = furthest > 0 ? ["late", "east"] : ["early", "west"];
  return {
    text: `\`created\` is ${upTo}${hours} h too ${late}: the API probably writes the local time of a place ${side} of Greenwich as if it were UTC`,
    explained: counts.shifted,
  };
}

/** The number with the fewest decimals above `low` and not above `high`. */
function roundestBetween(low: number, high: number): number {
  for (let scale = 10; scale < 1e12; scale *= 10) {
    const candidate = Math.floor(high * scale) / scale;
    if (candidate > low) return candidate;
  }
  return high;
}
