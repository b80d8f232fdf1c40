import { exitCodes, formatCount, KitError, plural } from "../ground/index.ts";
import { historyOf, owedAt } from "./history.ts";
import { dayMs, type DeclaredSettings, type Rules, rulesOf } from "./rules.ts";
import type { Truth } from "./truth.ts";

/** Markers to look at; when not one of so many is owed, comparing all the others would prove next to nothing. */
const mostMarkersSeen = 100_000;

/**
 * Refuses a verification that could not fail: throws `PICKUP_VERIFICATION_VACUOUS` (exit code 3) when by the declared
 * settings no user is owed anything at `nowMs` (wall clock). Looks at the first 100,000 markers at most.
 */
export function requireSomethingOwed(truth: Truth, settings: DeclaredSettings, nowMs: number): void {
  const rules = rulesOf(settings, truth.ttl);
  if (nowMs > rules.ttlMs) throw vacuous(`the rows' ttl passed on ${isoDayOf(rules.ttlMs)}`, ttlHint);
  const newestMs = truth.newest === undefined ? nowMs : truth.newest * 1000;
  if (newestMs < nowMs - rules.cutOffMs)
    throw vacuous(cutOffReason(newestMs, rules, nowMs), cutOffHint(newestMs, nowMs));
  const seen = markersSeenUntilOwed(truth, rules, nowMs);
  if (seen === null) return;
  throw vacuous(
    `not one of ${plural(seen, "marker")} is owed under the declared settings`,
    cutOffHint(newestMs, nowMs),
  );
}

/** Null as soon as something is owed; else how many markers were looked at. */
function markersSeenUntilOwed(truth: Truth, rules: Rules, nowMs: number): number | null {
  let seen = 0;
  for (let user = 0; user < truth.users && seen < mostMarkersSeen; user++) {
    const history = historyOf(truth.rowsOf(user), rules, truth);
    if (owedAt(history, rules, nowMs).least > 0) return null;
    seen += history.rows.length + history.finished.length;
  }
  return seen;
}

const ttlHint = "Make a new config with `pickup config` and seed it.";

function cutOffReason(newestMs: number, { cutOffMs }: Rules, nowMs: number): string {
  const age = formatCount(Math.floor((nowMs - newestMs) / dayMs));
  return `the newest marker is at least ${age} days old, the declared cut-off ${cutOffMs / dayMs} days`;
}

function cutOffHint(newestMs: number, nowMs: number): string {
  const days = Math.max(1, Math.ceil((nowMs - newestMs) / dayMs));
  return `Make a new config with \`pickup config\` and seed it, or declare what the service really does (--cut-off-days above ${days}).`;
}

function vacuous(why: string, hint: string): KitError {
  return new KitError(
    "PICKUP_VERIFICATION_VACUOUS",
    `the verification would be vacuous, no user is owed anything: ${why}`,
    {
      hint,
      exitCode: exitCodes.failures,
    },
  );
}

function isoDayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
