import type { EntryValue } from "./answer-shape.ts";
import { entryOf, type Row } from "./row.ts";
import type { Rules } from "./rules.ts";
import type { Truth } from "./truth.ts";

/** The rows of one user at one state of its writes, before time and limit are applied. */
export interface History {
  /** Newest first, of equal times the lower key first. What is owed at any moment is a head of this list. */
  readonly rows: readonly Row[];
  /** Those that count as finished, in no order. */
  readonly finished: readonly Row[];
}

/** How many of the newest rows are owed at one moment. Two numbers, for near an edge of time either answer is right. */
export interface Owed {
  readonly least: number;
  readonly most: number;
  /** Near the ttl: nothing at all is right too. */
  readonly mayBeEmpty: boolean;
  /** Rows within the cut-off, whatever the limit. */
  readonly leastUnlimited: number;
  /** The last moment for which all of this holds. */
  readonly untilMs: number;
}

/** The history that rows make up. */
export function historyOf(rows: readonly Row[], rules: Rules, { shareOf }: Pick<Truth, "shareOf">): History {
  const isFinished = (row: Row) => isFinishedBy(rules, shareOf(row.values));
  return { rows: rows.filter((row) => !isFinished(row)).toSorted(newestFirst), finished: rows.filter(isFinished) };
}

/** `share` of a title that has been watched; NaN is never finished. */
export function isFinishedBy({ completedAt }: Rules, share: number): boolean {
  return share >= completedAt;
}

export function owedAt({ rows }: History, rules: Rules, nowMs: number): Owed {
  const { cutOffMs, limit, ttlMs, marginMs } = rules;
  if (nowMs > ttlMs + marginMs) {
    return { least: 0, most: 0, mayBeEmpty: true, leastUnlimited: 0, untilMs: Infinity };
  }
  const sure = countSince(rows, nowMs - cutOffMs + marginMs);
  const possible = countSince(rows, nowMs - cutOffMs - marginMs);
  const mayBeEmpty = nowMs > ttlMs - marginMs;
  return {
    least: Math.min(sure, limit),
    most: Math.min(possible, limit),
    mayBeEmpty,
    leastUnlimited: sure,
    untilMs: Math.min(
      mayBeEmpty ? ttlMs + marginMs : ttlMs - marginMs,
      sure > 0 ? rows[sure - 1]!.timeMs + cutOffMs - marginMs : Infinity,
      possible > 0 ? rows[possible - 1]!.timeMs + cutOffMs + marginMs : Infinity,
    ),
  };
}

/** True when the newest `count` rows are a right answer. */
export function isOwed({ least, most, mayBeEmpty }: Owed, count: number): boolean {
  return (count >= least && count <= most) || (count === 0 && mayBeEmpty);
}

/** Exactly what is owed at one moment, as if no time passed between question and answer. */
export function expectedAt(
  history: History,
  rules: Rules,
  { shape }: Pick<Truth, "shape">,
  nowMs: number,
): readonly { readonly [field: string]: EntryValue }[] {
  const { least } = owedAt(history, { ...rules, marginMs: 0 }, nowMs);
  return history.rows.slice(0, least).map((row) => entryOf(row, shape));
}

function newestFirst(a: Row, b: Row): number {
  return b.timeMs - a.timeMs || (a.key < b.key ? -1 : 1);
}

/** How many of the rows, newest first, are not older than `timeMs`. */
function countSince(rows: readonly Row[], timeMs: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]!.timeMs >= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
