import type { Marker } from "../dataset/index.ts";
import type { Fact } from "./difference.ts";
import { type History, isOwed, type Owed, shownIdOf } from "./history.ts";
import { isoSecondOf } from "./iso-second.ts";
import type { AnswerEntry } from "./read-answer.ts";
import type { Rules } from "./rules.ts";

/** What a user is owed at a moment, and why. */
export interface Circumstances {
  readonly history: History;
  readonly owed: Owed;
  readonly rules: Rules;
  readonly nowMs: number;
}

/** What an answer is held against. */
export interface Standard extends Circumstances {
  /** True for a marker that was seeded, whoever's it is; `second` since 1970. */
  readonly recognises: (id: string, second: number, position: number, runtime: number) => boolean;
}

/** How many entries, from the first on, are exactly the user's newest markers. */
export function leadingMatches(entries: readonly AnswerEntry[], rows: readonly Marker[]): number {
  const most = Math.min(entries.length, rows.length);
  for (let place = 0; place < most; place++) {
    if (!isSame(entries[place]!, rows[place]!)) return place;
  }
  return most;
}

/**
 * Everything that is wrong with an answer whose first `leading` entries are the user's newest markers. Empty exactly when
 * the answer is one that is owed.
 */
export function compareAnswer(entries: readonly AnswerEntry[], leading: number, standard: Standard): Fact[] {
  const { history, owed } = standard;
  if (leading === entries.length && isOwed(owed, leading)) return [];
  const ranks = new Map(history.rows.map((row, rank) => [shownIdOf(row), rank]));
  const finished = new Map(history.finished.map((row) => [shownIdOf(row), row]));
  const shown = new Set<string>();
  const facts: Fact[] = [];
  let lastRank = -1;
  let lastOwedRank = -1;
  for (const [place, entry] of entries.entries()) {
    const { id } = entry;
    const rank = ranks.get(id) ?? Infinity;
    const row = history.rows[rank] ?? finished.get(id);
    if (isForeign(entry, row, standard)) {
      facts.push({ reason: "other-user", id, place });
    } else if (row === undefined) {
      facts.push({ reason: "extra", id, place });
    } else if (shown.has(id)) {
      facts.push({ reason: "duplicate", id, place, row });
    } else {
      shown.add(id);
      facts.push(...fieldFacts(entry, row, place), ...presenceFacts(rank, row, place, entries.length, standard));
      if (rank < lastRank) facts.push({ reason: "order", id, place, row });
      if (rank !== Infinity) lastRank = Math.max(lastRank, rank);
      if (rank < owed.most) lastOwedRank = Math.max(lastOwedRank, rank);
    }
  }
  const owedCount = Math.max(owed.least, lastOwedRank + 1);
  return facts.concat(missingFacts(history.rows.slice(0, owedCount), shown));
}

function isSame(entry: AnswerEntry, row: Marker): boolean {
  return (
    entry.position === row.position &&
    entry.runtime === row.runtime &&
    entry.second === secondOf(row) &&
    entry.id === shownIdOf(row)
  );
}

/**
 * A seeded marker that is not this user's. Two users may have the same title, so an entry under one of the user's own
 * ids is foreign too when its fields belong to a marker of another second.
 */
function isForeign(entry: AnswerEntry, row: Marker | undefined, { recognises }: Standard): boolean {
  if (row !== undefined && isSame(entry, row)) return false;
  const second = Number.isNaN(entry.second) ? Math.floor(Date.parse(entry.created) / 1000) : entry.second;
  if (!Number.isFinite(second) || (row !== undefined && second === secondOf(row))) return false;
  return recognises(entry.id, second, entry.position, entry.runtime);
}

function fieldFacts(entry: AnswerEntry, row: Marker, place: number): Fact[] {
  const { id } = entry;
  const facts: Fact[] = [];
  const differ = (field: "created" | "position" | "runtime", got: string | number, owed: string | number) => {
    const words = `${field} is ${JSON.stringify(got)} instead of ${JSON.stringify(owed)}`;
    facts.push({ reason: "field", id, place, row, field, words });
  };
  if (entry.second !== secondOf(row)) differ("created", entry.created, isoSecondOf(row.timeMs));
  if (entry.position !== row.position) differ("position", entry.position, row.position);
  if (entry.runtime !== row.runtime) differ("runtime", entry.runtime, row.runtime);
  return facts;
}

/** Whether a marker of the user's own may be in the answer at all. */
function presenceFacts(rank: number, row: Marker, place: number, shownCount: number, standard: Standard): Fact[] {
  const { owed, rules, nowMs } = standard;
  if (rank < owed.most) return [];
  const id = shownIdOf(row);
  if (rank === Infinity) return [{ reason: "extra", id, place, row, words: "finished" }];
  if (nowMs > rules.ttlMs + rules.marginMs) return [{ reason: "too-old", id, place, row, words: "its ttl has passed" }];
  if (row.timeMs < nowMs - rules.cutOffMs - rules.marginMs) return [{ reason: "too-old", id, place, row }];
  return [{ reason: shownCount > rules.limit ? "over-limit" : "extra", id, place, row }];
}

function missingFacts(owedRows: readonly Marker[], shown: ReadonlySet<string>): Fact[] {
  return owedRows.flatMap((row, place) => {
    const id = shownIdOf(row);
    return shown.has(id) ? [] : [{ reason: "missing" as const, id, place, row }];
  });
}

function secondOf({ timeMs }: Marker): number {
  return Math.floor(timeMs / 1000);
}
