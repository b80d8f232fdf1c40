import type { LedgerWrite } from "./ledger-state.ts";
import { isShownAlike, type Row } from "./row.ts";
import type { Truth } from "./truth.ts";

/** Something about one row of the table that the ledger does not explain, or that it misses. */
export interface AuditFinding {
  /** Of the write concerned; null for a row of which no write is known. */
  readonly write: string | null;
  readonly userId: string;
  readonly id: string;
  /** What was written and what is there, in words. */
  readonly words: string;
}

/** What the table makes of the ledger. */
export interface AuditResult {
  /** Rows of the dataset's users in the table. */
  readonly rows: number;
  /** Acknowledged writes that were looked for. */
  readonly acknowledged: number;
  /** Acknowledged, but the table has an older row or none. */
  readonly lost: readonly AuditFinding[];
  /** In the table, but neither seeded nor written, or written and refused. */
  readonly phantom: readonly AuditFinding[];
  /** Writes in doubt, by whether the table has them; one that a newer row has replaced can no longer be told. */
  readonly resolved: {
    readonly stored: readonly string[];
    readonly absent: readonly string[];
    readonly replaced: number;
  };
}

interface RowWrites {
  readonly userId: string;
  readonly writes: { readonly row: Row; readonly of: LedgerWrite }[];
  isThere: boolean;
}

/**
 * Holds the rows of a table, handed in by any scan in any order, against the ledger and the dataset. A row is what the
 * newest of its writes made it, by their own times; which of two older ones was stored can no longer be told.
 */
export class TableAudit {
  readonly #truth: Truth;
  readonly #written = new Map<string, RowWrites>();
  #rows = 0;
  #acknowledged = 0;
  readonly #lost: AuditFinding[] = [];
  readonly #phantom: AuditFinding[] = [];
  readonly #stored: string[] = [];
  readonly #absent: string[] = [];
  #replaced = 0;
  #user = -1;
  #seeded = new Map<string, Row>();

  constructor(truth: Truth, writes: readonly LedgerWrite[]) {
    this.#truth = truth;
    for (const of of writes) {
      const row = truth.rowFor(of.given);
      const key = nameOf(of.userId, row.key);
      const known = this.#written.get(key);
      if (known === undefined) {
        this.#written.set(key, { userId: of.userId, writes: [{ row, of }], isThere: false });
      } else known.writes.push({ row, of });
    }
  }

  /** A row of the table; rows of strangers are passed over. Rows of one user in a row are the quickest. */
  add(userId: string, row: Row): void {
    const user = this.#truth.indexOf(userId);
    if (user < 0) return;
    this.#rows++;
    const written = this.#written.get(nameOf(userId, row.key));
    const seeded = this.#seededRow(user, row.key);
    if (written !== undefined) {
      written.isThere = true;
      this.#judge(written, row, seeded);
    } else if (seeded === undefined || !isShownAlike(seeded, row)) {
      const words = `nobody wrote it: ${textOf(row)}${seeded === undefined ? "" : `; seeded was ${textOf(seeded)}`}`;
      this.#phantom.push({ write: null, userId, id: row.id, words });
    }
  }

  /** What it comes to, after all rows. */
  result(): AuditResult {
    for (const written of this.#written.values()) if (!written.isThere) this.#judge(written, null, undefined);
    return {
      rows: this.#rows,
      acknowledged: this.#acknowledged,
      lost: this.#lost,
      phantom: this.#phantom,
      resolved: { stored: this.#stored, absent: this.#absent, replaced: this.#replaced },
    };
  }

  /** `there` null: the table has no such row. */
  #judge({ userId, writes }: RowWrites, there: Row | null, seeded: Row | undefined): void {
    const thereMs = there?.timeMs ?? Number.NEGATIVE_INFINITY;
    const source = there === null ? undefined : writes.find(({ row }) => isShownAlike(row, there));
    for (const { row, of } of writes) {
      const finding = { write: of.write, userId, id: row.id };
      const isThere = there !== null && isShownAlike(row, there);
      const isNewer = row.timeMs > thereMs;
      if (of.state === "acknowledged") {
        this.#acknowledged++;
        if (isNewer && !isThere) this.#lost.push({ ...finding, words: lostWords(row, there) });
      } else if (of.state === "failed") {
        if (isThere) this.#phantom.push({ ...finding, words: `it was refused, yet it is there: ${textOf(row)}` });
      } else if (isThere) this.#stored.push(of.write);
      else if (isNewer) this.#absent.push(of.write);
      else this.#replaced++;
    }
    if (there === null || source !== undefined || (seeded !== undefined && isShownAlike(seeded, there))) return;
    this.#phantom.push({ write: null, userId, id: there.id, words: `nobody wrote it: ${textOf(there)}` });
  }

  #seededRow(user: number, key: string): Row | undefined {
    if (user !== this.#user) {
      this.#seeded = new Map(this.#truth.rowsOf(user).map((row) => [row.key, row]));
      this.#user = user;
    }
    return this.#seeded.get(key);
  }
}

function lostWords(row: Row, there: Row | null): string {
  return `${textOf(row)} was acknowledged; the table has ${there === null ? "nothing" : textOf(there)}`;
}

function textOf({ values, timeMs }: Row): string {
  return `${JSON.stringify(values)} of ${new Date(timeMs).toISOString()}`;
}

function nameOf(userId: string, key: string): string {
  return `${userId.length}:${userId}${key}`;
}
