import type { Row } from "./row.ts";
import type { Truth } from "./truth.ts";
import { UserLedger } from "./user-ledger.ts";
import type { Reading, Version, WriteState } from "./version.ts";

/** Where writes are noted so that they outlive the worker; called before a write is sent and when it is settled. */
export interface WriteJournal {
  /** `given` is the row as the test file gave it. */
  begin(write: string, userId: string, given: unknown): void;
  settle(write: string, state: WriteState | "seen"): void;
}

export interface WriteLedgerParts {
  readonly truth: Truth;
  readonly journal: WriteJournal;
  /** The monotonic clock of which all times are. */
  readonly now: () => number;
  /** Begins the id of every write; no other worker of any run has the same. */
  readonly prefix: string;
  /** How long an acknowledged write may take to be shown. */
  readonly visibleWithinMs: number;
  /** Told how long after its acknowledgement a write was first shown; only where that may take time. */
  readonly visible: (lagMs: number) => void;
}

/** A write on its way. */
export interface OpenWrite {
  readonly user: number;
  readonly version: Version;
}

/** A write of an earlier run, or of another worker, as the journal has it. */
export interface EarlierWrite {
  readonly id: string;
  readonly user: number;
  readonly row: Row;
  readonly state: WriteState;
}

const stateless = { state: "pending", acknowledgedMs: Number.NaN, isSeen: false } as const;

/** Everything that the users of one worker wrote, in this run and in those before. */
export class WriteLedger {
  readonly #parts: WriteLedgerParts;
  readonly #users = new Map<number, UserLedger>();
  #count = 0;

  constructor(parts: WriteLedgerParts) {
    this.#parts = parts;
  }

  /** The writes of a user; undefined when there are none. */
  find(user: number): UserLedger | undefined {
    return this.#users.get(user);
  }

  /** Notes a write that is about to be sent. */
  begin(user: number, row: Row, given: unknown): OpenWrite {
    const { truth, journal, now, prefix } = this.#parts;
    const id = `${prefix}${++this.#count}`;
    journal.begin(id, truth.idOf(user), given);
    const ledger = this.#ledgerOf(user);
    const version = ledger.begin({ id, ...stateless }, row, now(), this.#seededRow(user, row.key, ledger));
    return { user, version };
  }

  /** Notes what became of a write. */
  settle({ user, version }: OpenWrite, state: "acknowledged" | "failed" | "unknown"): void {
    const { journal, now, visibleWithinMs } = this.#parts;
    const write = version.write!;
    const ledger = this.#ledgerOf(user);
    write.state = state;
    if (state === "acknowledged") {
      write.acknowledgedMs = now();
      ledger.acknowledge(version, write.acknowledgedMs + visibleWithinMs);
    } else if (state === "failed") ledger.refuse(version);
    journal.settle(write.id, state);
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

  /** Takes over what was written before this run. An acknowledgement of then is as good as one of now. */
  restore({ id, user, row, state }: EarlierWrite): void {
    const ledger = this.#ledgerOf(user);
    const isSure = state === "acknowledged";
    const write = { id, state, acknowledgedMs: Number.NaN, isSeen: isSure };
    const version = ledger.begin(write, row, Number.NEGATIVE_INFINITY, this.#seededRow(user, row.key, ledger));
    if (state === "failed") ledger.refuse(version);
    if (!isSure) return;
    const { now, visibleWithinMs } = this.#parts;
    write.acknowledgedMs = visibleWithinMs > 0 ? now() : Number.NEGATIVE_INFINITY;
    ledger.acknowledge(version, write.acknowledgedMs + visibleWithinMs);
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
