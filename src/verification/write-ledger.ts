import type { LedgerEvent, SettledState } from "./ledger-file.ts";
import type { Row } from "./row.ts";
import type { Shown, Truth } from "./truth.ts";
import { UserLedger } from "./user-ledger.ts";
import type { Reading, Version, Write } from "./version.ts";

/** Where writes are noted so that they outlive the worker; called before a write is sent and when it is settled. */
export interface WriteJournal {
  /** `given` is the row as the test file gave it. The write may be sent when what is returned has settled. */
  begin(write: string, userId: string, given: unknown): void | Promise<void>;
  settle(write: string, state: "acknowledged" | "failed" | "unknown" | "seen"): void;
  /** What came since the last call, of whatever worker and run. */
  news(): Iterable<LedgerEvent>;
}

export interface WriteLedgerParts {
  readonly truth: Truth;
  readonly journal: WriteJournal;
  /** The monotonic clock of which all times are. */
  readonly now: () => number;
  /** Begins the id of every write of this worker, and of no other one's in any run. */
  readonly prefix: string;
  /** How long an acknowledged write may take to be shown. */
  readonly visibleWithinMs: number;
  /** Told how long after its acknowledgement a write was first shown; only where that may take time. */
  readonly visible: (lagMs: number) => void;
  readonly settled: (state: "acknowledged" | "failed" | "unknown") => void;
}

/** A write on its way. */
export interface OpenWrite {
  readonly user: number;
  readonly version: Version;
  /** It may be sent when this has settled: then it is known whatever becomes of this worker. */
  readonly noted: void | Promise<void>;
}

const stateless = { state: "pending", acknowledgedMs: Number.NaN, isSeen: false } as const;

/** Everything that the users of one worker wrote, in this run and in those before. */
export class WriteLedger {
  readonly #parts: WriteLedgerParts;
  readonly #users = new Map<number, UserLedger>();
  /** Writes of earlier runs and of other workers of which it is not known what became. */
  readonly #doubtful = new Map<string, Omit<OpenWrite, "noted">>();
  #count = 0;

  constructor(parts: WriteLedgerParts) {
    this.#parts = parts;
  }

  /** The writes of a user; undefined when there are none. */
  find(user: number): UserLedger | undefined {
    return this.#users.get(user);
  }

  /** The rows of a user with everything that it has written, or may have. */
  rowsOf(user: number): Row[] {
    const seeded = this.#parts.truth.rowsOf(user);
    const ledger = this.#users.get(user);
    if (ledger === undefined) return [...seeded];
    return [...seeded.filter(({ key }) => !ledger.has(key)), ...Array.from(ledger.newest(), ({ row }) => row)];
  }

  /** Notes a write that is about to be sent. */
  begin(user: number, given: unknown): OpenWrite {
    const { truth, journal, now, prefix } = this.#parts;
    const row = truth.rowFor(given);
    const id = `${prefix}${++this.#count}`;
    const noted = journal.begin(id, truth.idOf(user), given);
    const ledger = this.#ledgerOf(user);
    const version = ledger.begin({ id, ...stateless }, row, now(), this.#seededRow(user, row.key, ledger));
    return { user, version, noted };
  }

  /** Notes what became of a write. */
  settle(open: OpenWrite, state: "acknowledged" | "failed" | "unknown"): void {
    const { journal, settled } = this.#parts;
    this.#settle(open, state);
    journal.settle(open.version.write!.id, state);
    settled(state);
  }

  /** A right answer showed the first `count` of these rows. */
  see(user: number, rows: readonly Row[], count: number, reading: Reading): void {
    const ledger = this.#users.get(user);
    if (ledger === undefined) return;
    for (let at = 0; at < count; at++) {
      const row = rows[at]!;
      const seen = ledger.has(row.key) ? ledger.see(row, reading) : null;
      if (seen !== null) this.#noteSeen(seen, reading);
    }
  }

  /**
   * Takes over what other workers and earlier runs wrote since the last call: a user may have been played by another one.
   * An acknowledgement of then is as good as one of now; a write without an end is doubtful.
   */
  catchUp(): void {
    for (const event of this.#parts.journal.news()) {
      if (event.write.startsWith(this.#parts.prefix)) continue;
      if ("user" in event) this.#restoreWrite(event.write, event.user, event.row);
      else this.#restoreEnd(event.write, event.is);
    }
  }

  /** Everything that a user's rows have ever been, as far as is remembered. */
  everyRowOf(user: number): Row[] {
    const written = [...(this.#users.get(user)?.everyVersion().values() ?? [])].flat();
    return [...this.#parts.truth.rowsOf(user), ...written.filter((row) => row !== null)];
  }

  /**
   * Whether somebody else wrote what an answer shows, and not `user` as well, as far as is remembered: two who move on in
   * one title within one second may write the same. Looks at every ledger.
   */
  isAnothers(user: number, shown: Shown): boolean {
    this.catchUp();
    if (this.#users.get(user)?.pastOf(shown)) return false;
    for (const [writer, ledger] of this.#users) {
      if (writer !== user && ledger.pastOf(shown) !== null) return true;
    }
    return false;
  }

  #restoreWrite(id: string, userId: string, given: unknown): void {
    const { truth } = this.#parts;
    const user = truth.indexOf(userId);
    if (user < 0) return;
    const row = truth.rowFor(given);
    const ledger = this.#ledgerOf(user);
    const write: Write = { id, ...stateless, state: "unknown" };
    const version = ledger.begin(write, row, Number.NEGATIVE_INFINITY, this.#seededRow(user, row.key, ledger));
    this.#doubtful.set(id, { user, version });
  }

  #restoreEnd(id: string, is: SettledState): void {
    const open = this.#doubtful.get(id);
    if (open === undefined || is === "unknown") return;
    this.#doubtful.delete(id);
    const isStored = is !== "failed" && is !== "absent";
    this.#settle(open, isStored ? "acknowledged" : "failed");
    // When it was acknowledged is not known by this clock: no lag is measured.
    open.version.write!.acknowledgedMs = Number.NaN;
  }

  #settle({ user, version }: Omit<OpenWrite, "noted">, state: "acknowledged" | "failed" | "unknown"): void {
    const { now, visibleWithinMs } = this.#parts;
    const write = version.write!;
    write.state = state;
    if (state === "acknowledged") {
      write.acknowledgedMs = now();
      this.#ledgerOf(user).acknowledge(version, write.acknowledgedMs + visibleWithinMs);
    } else if (state === "failed") this.#ledgerOf(user).refuse(version);
  }

  #noteSeen({ write }: Version, { sentMs }: Reading): void {
    const { journal, visible, visibleWithinMs } = this.#parts;
    const { id, state, acknowledgedMs } = write!;
    if (state === "acknowledged") {
      if (visibleWithinMs > 0 && !Number.isNaN(acknowledgedMs)) visible(Math.max(0, sentMs - acknowledgedMs));
    } else journal.settle(id, "seen");
  }

  #ledgerOf(user: number): UserLedger {
    let ledger = this.#users.get(user);
    if (ledger === undefined) this.#users.set(user, (ledger = new UserLedger()));
    return ledger;
  }

  #seededRow(user: number, key: string, ledger: UserLedger): Row | undefined {
    return ledger.has(key) ? undefined : this.#parts.truth.rowsOf(user).find((row) => row.key === key);
  }
}
