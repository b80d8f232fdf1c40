import { isShownAlike, type Row } from "./row.ts";
import type { Shown } from "./truth.ts";
import type { Reading, Version, Write } from "./version.ts";

/** A row as an answer may show it now, or null: it may be absent. The first one is the oldest. */
export type Candidates = readonly (Row | null)[];

/** What an entry shows that is not what it should show. */
export interface Past {
  readonly key: string;
  /** True when a refused write is shown; false for a version that a newer one has replaced. */
  readonly isPhantom: boolean;
}

/** Replaced versions that are remembered of a row, so that an answer that shows one is called stale. */
const mostReplaced = 8;

/**
 * The writes of one user: of each written row its versions, and from when on an answer may and must show each. By the
 * rule of the service the version with the newest time wins, whenever it was written.
 */
export class UserLedger {
  /** Goes up whenever something else may be owed. */
  edition = 0;
  /** An answer to a question sent since then shows the newest version of every row, but for those that are open. */
  settledMs = Number.NEGATIVE_INFINITY;
  /** Of each written row, the oldest version first. */
  readonly #versions = new Map<string, Version[]>();
  readonly #refused: Version[] = [];
  /** Writes of which it is not sure whether an answer shows them. */
  readonly #open = new Set<Version>();

  /** True when every answer to a question sent since {@link settledMs} must show the same. */
  get isSettled(): boolean {
    return this.#open.size === 0;
  }

  has(key: string): boolean {
    return this.#versions.has(key);
  }

  /** The newest versions that are known to be stored or may be, of every written row. */
  *newest(): Generator<Version> {
    for (const versions of this.#versions.values()) {
      const newest = versions.at(-1);
      if (newest !== undefined) yield newest;
    }
  }

  /** Takes a write that is about to be sent; `seeded` is the row that was there before any write. */
  begin(write: Write, row: Row, fromMs: number, seeded: Row | undefined): Version {
    const version: Version = { row, write, fromMs, dueMs: Number.POSITIVE_INFINITY };
    const versions = this.#versions.get(row.key) ?? (seeded === undefined ? [] : [seededVersion(seeded)]);
    this.#versions.set(row.key, insert(versions, version));
    this.#open.add(version);
    this.edition++;
    return version;
  }

  /** The write was acknowledged: from `dueMs` on it must be shown. */
  acknowledge(version: Version, dueMs: number): void {
    version.dueMs = Math.min(version.dueMs, dueMs);
    if (version.dueMs === version.write!.acknowledgedMs) this.#settle(version);
    this.edition++;
  }

  /** The write was refused: it must never be shown. */
  refuse(version: Version): void {
    const versions = this.#versions.get(version.row.key)!;
    versions.splice(versions.indexOf(version), 1);
    this.#open.delete(version);
    this.#refused.push(version);
    if (this.#refused.length > mostReplaced) this.#refused.shift();
    this.edition++;
  }

  /** Whether acknowledged writes are still not shown by any answer at `nowMs`, and need not be yet. */
  unseenAt(nowMs: number): number {
    let unseen = 0;
    for (const { write, dueMs } of this.#open) if (write!.state === "acknowledged" && dueMs > nowMs) unseen++;
    return unseen;
  }

  /** What an answer may show of each written row. */
  candidatesAt(reading: Reading): Map<string, Candidates> {
    return new Map(Array.from(this.#versions, ([key, versions]) => [key, candidatesIn(versions, reading)]));
  }

  /** All that each written row has ever been, as far as it is remembered. */
  everyVersion(): Map<string, Candidates> {
    return new Map(
      Array.from(this.#versions, ([key, versions]) => {
        const rows = versions.map(({ row }) => row);
        return [key, versions[0]?.write === null ? rows : [null, ...rows]];
      }),
    );
  }

  /** An answer showed this row of a key: no later one may show an older one. Returns the write that is seen first. */
  see(row: Row, { endMs }: Reading): Version | null {
    const versions = this.#versions.get(row.key)!;
    const seen = versions.find((version) => version.row === row);
    if (seen === undefined || seen.write === null || seen.write.isSeen) return null;
    seen.write.isSeen = true;
    if (this.#open.has(seen)) {
      seen.dueMs = Math.min(seen.dueMs, endMs);
      this.#settle(seen);
      this.edition++;
    }
    return seen;
  }

  /** The version that an entry shows though it should not any more, or never; null when it shows none. */
  pastOf(shown: Shown): Past | null {
    for (const [key, versions] of this.#versions) {
      if (versions.some(({ row }) => isShownAlike(row, shown))) return { key, isPhantom: false };
    }
    const refused = this.#refused.find(({ row }) => isShownAlike(row, shown));
    return refused === undefined ? null : { key: refused.row.key, isPhantom: true };
  }

  /** The version, and with it every older one of its row, is no longer in doubt. */
  #settle(version: Version): void {
    const versions = this.#versions.get(version.row.key)!;
    const at = versions.indexOf(version);
    for (const older of versions.slice(0, at + 1)) this.#open.delete(older);
    this.settledMs = Math.max(this.settledMs, version.dueMs);
    // The seeded row stays: it is what a service shows that forgets everything.
    if (at > mostReplaced) versions.splice(1, at - mostReplaced);
  }
}

function candidatesIn(versions: readonly Version[], { sentMs, endMs }: Reading): Candidates {
  let sure = versions.length - 1;
  while (sure >= 0 && versions[sure]!.dueMs > sentMs) sure--;
  const possible = versions.filter(({ fromMs }, at) => at > sure && fromMs <= endMs).map(({ row }) => row);
  return [sure < 0 ? null : versions[sure]!.row, ...possible];
}

function seededVersion(row: Row): Version {
  return { row, write: null, fromMs: Number.NEGATIVE_INFINITY, dueMs: Number.NEGATIVE_INFINITY };
}

/** In the order of time; of equal times the later write comes last. */
function insert(versions: Version[], version: Version): Version[] {
  let at = versions.length;
  while (at > 0 && versions[at - 1]!.row.timeMs > version.row.timeMs) at--;
  return versions.toSpliced(at, 0, version);
}
