import type { HistoryEntry } from "../pickup-api/history.ts";
import type { StoredMarker } from "../pickup-api/marker-store.ts";

const mostUsers = 100_000;
const mostTitles = 100_000;

/** The row of a user's last write as it was before. */
export interface BeforeWrite {
  readonly parent: string;
  /** Null: there was none. */
  readonly before: StoredMarker | null;
}

interface Answered {
  readonly userId: string;
  readonly entries: readonly HistoryEntry[];
}

interface Shown {
  readonly userId: string;
  readonly entry: HistoryEntry;
}

/** What the service remembers to lie with. Whoever was noted first is forgotten first. */
export class Recollection {
  readonly #first = new Map<string, readonly HistoryEntry[]>();
  readonly #writes = new Map<string, BeforeWrite>();
  readonly #unwritten = new Map<string, Map<string, StoredMarker | null>>();
  readonly #shown = new Map<string, Shown>();
  #last: Answered | null = null;
  #beforeLast: Answered | null = null;

  /** Notes an honest answer. */
  answered(userId: string, entries: readonly HistoryEntry[]): void {
    if (!this.#first.has(userId)) bounded(this.#first, mostUsers).set(userId, entries);
    if (entries.length === 0) return;
    if (this.#last?.userId !== userId) this.#beforeLast = this.#last;
    this.#last = { userId, entries };
    const { id } = entries[0]!;
    bounded(this.#shown, mostTitles).set(id, { userId, entry: entries[0]! });
  }

  written(profileKey: string, write: BeforeWrite): void {
    bounded(this.#writes, mostUsers).set(profileKey, write);
    const unwritten = this.#unwritten.get(profileKey) ?? new Map<string, StoredMarker | null>();
    if (!unwritten.has(write.parent)) unwritten.set(write.parent, write.before);
    bounded(this.#unwritten, mostUsers).set(profileKey, unwritten);
  }

  /** What the user was answered first. */
  firstOf(userId: string): readonly HistoryEntry[] | undefined {
    return this.#first.get(userId);
  }

  /** What somebody else was answered lately; empty when nobody was. */
  othersThan(userId: string): readonly HistoryEntry[] {
    const other = this.#last?.userId === userId ? this.#beforeLast : this.#last;
    return other === null || other.userId === userId ? [] : other.entries;
  }

  /** Somebody else's newest entry with this id, where one was shown. */
  othersEntry(userId: string, id: string): HistoryEntry | undefined {
    const shown = this.#shown.get(id);
    return shown === undefined || shown.userId === userId ? undefined : shown.entry;
  }

  /** By `parent`, the rows that the user has written as they were before the first write; null: there was none. */
  unwrittenOf(profileKey: string): ReadonlyMap<string, StoredMarker | null> | undefined {
    return this.#unwritten.get(profileKey);
  }

  lastWriteOf(profileKey: string): BeforeWrite | undefined {
    return this.#writes.get(profileKey);
  }
}

function bounded<Value>(map: Map<string, Value>, most: number): Map<string, Value> {
  if (map.size >= most) map.delete(map.keys().next().value!);
  return map;
}
