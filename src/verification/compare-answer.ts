import type { EntryValue } from "./answer-shape.ts";
import type { Fact } from "./difference.ts";
import { type History, isOwed, type Owed } from "./history.ts";
import { momentsOf } from "./moment.ts";
import type { AnswerEntry } from "./read-answer.ts";
import { isShownAlike, type Row } from "./row.ts";
import type { Rules } from "./rules.ts";
import type { Shown, Truth } from "./truth.ts";
import type { UserLedger } from "./user-ledger.ts";

/** What a user is owed at a moment, and why. */
export interface Circumstances {
  readonly history: History;
  readonly owed: Owed;
  readonly rules: Rules;
  readonly nowMs: number;
  readonly truth: Truth;
}

/** What an answer is held against. */
export interface Standard extends Circumstances {
  readonly user: number;
  /** Null: the user has written nothing. */
  readonly ledger: UserLedger | null;
}

/** How many entries, from the first on, are exactly the user's newest rows. */
export function leadingMatches(entries: readonly AnswerEntry[], rows: readonly Row[]): number {
  const most = Math.min(entries.length, rows.length);
  for (let place = 0; place < most; place++) {
    if (!isShownAlike(rows[place]!, entries[place]!)) return place;
  }
  return most;
}

/**
 * Everything that is wrong with an answer whose first `leading` entries are the user's newest rows. Empty exactly when
 * the answer is one that is owed.
 */
export function compareAnswer(entries: readonly AnswerEntry[], leading: number, standard: Standard): Fact[] {
  const { history, owed } = standard;
  if (leading === entries.length && isOwed(owed, leading)) return [];
  const ranks = new Map(history.rows.map((row, rank) => [row.id, rank]));
  const finished = new Map(history.finished.map((row) => [row.id, row]));
  const shown = new Set<string>();
  const facts: Fact[] = [];
  let lastRank = -1;
  let lastOwedRank = -1;
  for (const [place, entry] of entries.entries()) {
    const { id } = entry;
    const rank = ranks.get(id) ?? Infinity;
    const row = history.rows[rank] ?? finished.get(id);
    const stranger = row !== undefined && isShownAlike(row, entry) ? null : strangerFact(entry, place, row, standard);
    if (stranger !== null) {
      facts.push(
        stranger.key !== undefined && shown.has(stranger.key) ? { ...stranger, reason: "duplicate" } : stranger,
      );
      if (stranger.key !== undefined) shown.add(stranger.key);
    } else if (row === undefined) {
      facts.push({ reason: "extra", id, place });
    } else if (shown.has(row.key)) {
      facts.push({ reason: "duplicate", id, place, row });
    } else {
      shown.add(row.key);
      facts.push(...fieldFacts(entry, row, place, standard));
      facts.push(...presenceFacts(rank, row, place, entries.length, standard));
      if (rank < lastRank) facts.push({ reason: "order", id, place, row });
      if (rank !== Infinity) lastRank = Math.max(lastRank, rank);
      if (rank < owed.most) lastOwedRank = Math.max(lastOwedRank, rank);
    }
  }
  const owedCount = Math.max(owed.least, lastOwedRank + 1);
  return facts.concat(missingFacts(history.rows.slice(0, owedCount), shown));
}

/**
 * What an entry is that is not as the user's row of that id should be shown: one of its own earlier states, a write of
 * it that was refused, or somebody else's row. Two users may have the same title, so an entry under one of the user's
 * own ids is foreign too when its fields belong to a row of another moment. Null: only some fields are wrong, or it is
 * nobody's.
 */
function strangerFact(
  entry: AnswerEntry,
  place: number,
  row: Row | undefined,
  { ledger, truth, user }: Standard,
): (Fact & { readonly key?: string }) | null {
  const { id } = entry;
  const past = ledger?.pastOf(entry) ?? null;
  if (past !== null) {
    const { key, isPhantom } = past;
    if (isPhantom) return { reason: "extra", id, place, key, words: "of a write that was refused" };
    return { reason: "stale", id, place, key, words: "an earlier state" };
  }
  const shown = recognisable(entry, truth);
  if (shown === null || (row !== undefined && shown.moment === row.moment)) return null;
  const whose = truth.recognise(user, shown);
  if (whose === "another") return { reason: "other-user", id, place, shown };
  if (whose === "nobody") return null;
  // Too long ago for the ledger to remember each of them.
  if (row !== undefined) return { reason: "stale", id, place, key: row.key, words: "an earlier state" };
  return { reason: "extra", id, place, words: "a write of this user that the ledger does not know" };
}

/** An entry whose time is written in another way is recognised all the same. */
function recognisable({ id, moment, time, values }: AnswerEntry, { shape }: Truth): Shown | null {
  if (!Number.isNaN(moment)) return { id, moment, values };
  const read = Math.floor(Date.parse(String(time)) / momentsOf(shape.timeFormat).unitMs);
  return Number.isFinite(read) ? { id, moment: read, values } : null;
}

function fieldFacts(entry: AnswerEntry, row: Row, place: number, { truth: { shape } }: Standard): Fact[] {
  const { id } = entry;
  const facts: Fact[] = [];
  const differ = (field: string, got: EntryValue, owed: EntryValue, isTime: boolean) => {
    const words = `${field} is ${JSON.stringify(got)} instead of ${JSON.stringify(owed)}`;
    facts.push({ reason: "field", id, place, row, words, ...(isTime ? { isTime } : {}) });
  };
  if (entry.moment !== row.moment) {
    differ(shape.time, entry.time, momentsOf(shape.timeFormat).write(row.timeMs), true);
  }
  for (const [at, name] of Object.keys(shape.fields).entries()) {
    if (entry.values[at] !== row.values[at]) differ(name, entry.values[at]!, row.values[at]!, false);
  }
  return facts;
}

/** Whether a row of the user's own may be in the answer at all. */
function presenceFacts(rank: number, row: Row, place: number, shownCount: number, standard: Standard): Fact[] {
  const { owed, rules, nowMs } = standard;
  if (rank < owed.most) return [];
  const { id } = row;
  if (rank === Infinity) return [{ reason: "extra", id, place, row, words: "finished" }];
  if (nowMs > rules.ttlMs + rules.marginMs) return [{ reason: "too-old", id, place, row, words: "its ttl has passed" }];
  if (row.timeMs < nowMs - rules.cutOffMs - rules.marginMs) return [{ reason: "too-old", id, place, row }];
  return [{ reason: shownCount > rules.limit ? "over-limit" : "extra", id, place, row }];
}

function missingFacts(owedRows: readonly Row[], shown: ReadonlySet<string>): Fact[] {
  return owedRows.flatMap((row, place) => {
    const { id, key } = row;
    return shown.has(key) ? [] : [{ reason: "missing" as const, id, place, row }];
  });
}
