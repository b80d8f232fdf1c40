import type { PickupDataset } from "../../src/dataset/index.ts";

/** One entry of `GET /continuewatchinghistory`. */
export interface HonestEntry {
  id: string;
  created: string;
  position: number;
  runtime: number;
}

export interface ServiceSettings {
  readonly cutOffInDays?: number;
  readonly continueWatchingLimit?: number;
  readonly completedAt?: number;
}

/**
 * What a service that obeys `domain.md` answers a user at a moment. Written for tests, from the document alone, so that
 * a mistake of the verifier is not repeated here.
 */
export function honestEntries(
  dataset: PickupDataset,
  user: number,
  settings: ServiceSettings,
  nowMs: number,
): HonestEntry[] {
  const rows = [...dataset.rowsOf(user)];
  rows.sort((one, other) => {
    if (one.timeMs !== other.timeMs) return one.timeMs > other.timeMs ? -1 : 1;
    return one.parent < other.parent ? -1 : 1;
  });
  const answer: HonestEntry[] = [];
  for (const row of rows) {
    const isFinished = settings.completedAt !== undefined && row.position / row.runtime >= settings.completedAt;
    const ageInDays = (nowMs - row.timeMs) / 1000 / 60 / 60 / 24;
    const isTooOld = settings.cutOffInDays !== undefined && ageInDays > settings.cutOffInDays;
    const isExpired = dataset.config.ttl !== undefined && nowMs > dataset.config.ttl * 1000;
    if (isFinished || isTooOld || isExpired) continue;
    if (answer.length === (settings.continueWatchingLimit ?? Number.MAX_SAFE_INTEGER)) break;
    const created = new Date(row.timeMs - (row.timeMs % 1000)).toISOString().replace(".000Z", "Z");
    answer.push({ id: row.asset ?? row.parent, created, position: row.position, runtime: row.runtime });
  }
  return answer;
}

/** The bytes of an answer with these entries. */
export function bodyOf(entries: readonly object[]): Buffer {
  return Buffer.from(JSON.stringify({ continueWatching: entries }));
}
