import type { Marker, PickupDataset } from "../dataset/index.ts";
import { isoSecondOf } from "./iso-second.ts";
import { type Rules, watchedShareOf } from "./rules.ts";

/** One entry of the answer that the service owes. */
export interface ExpectedEntry {
  readonly id: string;
  /** ISO 8601 to the second. */
  readonly created: string;
  readonly position: number;
  readonly runtime: number;
}

/** The markers of one user, before time and limit are applied. */
export interface History {
  /** Newest first, of equal times the lower parent first. What is owed at any moment is a head of this list. */
  readonly rows: readonly Marker[];
  /** Those that count as finished, in no order. */
  readonly finished: readonly Marker[];
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

export function historyOf(dataset: PickupDataset, rules: Rules, user: number): History {
  const rows = dataset.rowsOf(user);
  const isFinished = (row: Marker) => watchedShareOf(row) >= rules.completedAt;
  return { rows: rows.filter((row) => !isFinished(row)).toSorted(newestFirst), finished: rows.filter(isFinished) };
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
export function expectedAt(history: History, rules: Rules, nowMs: number): readonly ExpectedEntry[] {
  const { least } = owedAt(history, { ...rules, marginMs: 0 }, nowMs);
  return history.rows.slice(0, least).map(entryOf);
}

export function entryOf(marker: Marker): ExpectedEntry {
  const { position, runtime, timeMs } = marker;
  return { id: shownIdOf(marker), created: isoSecondOf(timeMs), position, runtime };
}

/** The id under which an answer shows a marker. */
export function shownIdOf({ asset, parent }: Marker): string {
  return asset ?? parent;
}

function newestFirst(a: Marker, b: Marker): number {
  return b.timeMs - a.timeMs || (a.parent < b.parent ? -1 : 1);
}

/** How many of the rows, newest first, are not older than `timeMs`. */
function countSince(rows: readonly Marker[], timeMs: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]!.timeMs >= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
