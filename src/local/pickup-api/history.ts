import type { ApiSettings } from "./api-settings.ts";
import type { StoredMarker } from "./marker-store.ts";

/** A title that a profile has not finished. */
export interface HistoryEntry {
  /** The episode's URN, or the feature's. */
  readonly id: string;
  /** ISO 8601 to the second, in UTC. */
  readonly created: string;
  readonly position: number;
  readonly runtime: number;
}

const dayMs = 86_400_000;

/**
 * The continue-watching history that a profile with these markers is owed at `nowMs` (since 1970): what may be shown,
 * is not finished, not older than the cut-off and not expired; the newest first, ties by `parent`; cut to the limit.
 */
export function historyOf(markers: readonly StoredMarker[], settings: ApiSettings, nowMs: number): HistoryEntry[] {
  const oldestMs = nowMs - settings.cutOffInDays * dayMs;
  return markers
    .filter(
      (marker) =>
        marker.showcw && !isFinished(marker, settings) && marker.timeMs >= oldestMs && !hasExpired(marker, nowMs),
    )
    .toSorted(newestFirst)
    .slice(0, settings.continueWatchingLimit)
    .map(entryOf);
}

function isFinished({ done, position, runtime }: StoredMarker, { completedAt }: ApiSettings): boolean {
  return done || (completedAt !== null && position / runtime >= completedAt);
}

/** DynamoDB deletes an expired item days later; until then it is there, but must not be shown. */
function hasExpired({ ttlSeconds }: StoredMarker, nowMs: number): boolean {
  return ttlSeconds !== null && nowMs > ttlSeconds * 1000;
}

function newestFirst(a: StoredMarker, b: StoredMarker): number {
  if (a.timeMs !== b.timeMs) return b.timeMs - a.timeMs;
  return a.parent < b.parent ? -1 : Number(a.parent > b.parent);
}

function entryOf({ asset, parent, timeMs, position, runtime }: StoredMarker): HistoryEntry {
  return { id: asset ?? parent, created: isoSecondOf(timeMs), position, runtime };
}

function isoSecondOf(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
