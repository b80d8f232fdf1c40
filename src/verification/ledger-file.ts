import { createHash } from "node:crypto";
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { KitError, systemCodeOf } from "../ground/index.ts";
import type { WriteJournal } from "./write-ledger.ts";

/** What a ledger belongs to: writes of one config to one table in one place. */
export interface LedgerSubject {
  /** The AWS region, or `local` for whatever is not AWS. */
  readonly place: string;
  readonly table: string;
  /** Of everything that decides the dataset. */
  readonly dataset: string;
}

/** A line of a ledger: a write that is about to be sent, or what became of one. */
export type LedgerEvent =
  | { readonly write: string; readonly user: string; readonly row: unknown; readonly atMs: number }
  | { readonly write: string; readonly is: SettledState; readonly atMs: number };

/** The events that lines hold; a line that was cut short holds none. */
export function ledgerEvents(lines: readonly string[]): LedgerEvent[] {
  return lines.map(eventOf).filter((event) => event !== null);
}

/** `seen` and `stored`: a doubtful write that an answer showed, or an audit found; `absent`: one that it did not find. */
export type SettledState = "acknowledged" | "failed" | "unknown" | "seen" | "stored" | "absent";

const chunkBytes = 1 << 20;

/** The file of a subject's ledger under `.pickup/` of a folder. */
export function ledgerPath(folder: string, { place, table, dataset }: LedgerSubject): string {
  const name = createHash("sha256")
    .update(JSON.stringify([place, table, dataset]))
    .digest("hex");
  return join(folder, ".pickup", `ledger-${name.slice(0, 12)}.jsonl`);
}

/**
 * A ledger on disk: JSON lines that several workers append to and read from. A line is in the file before its write is
 * sent, so a worker that is killed loses none; a line that was cut short by such an end is passed over.
 */
export class LedgerFile implements WriteJournal {
  readonly #path: string;
  readonly #wallNow: () => number;
  #file: number | undefined;
  #readUpTo = 0;
  #hasAppended = false;
  /** The beginning of a line whose end is not there yet. */
  #rest = "";

  constructor(path: string, wallNow: () => number) {
    this.#path = path;
    this.#wallNow = wallNow;
  }

  begin(write: string, user: string, row: unknown): void {
    this.#append({ write, user, row, atMs: this.#wallNow() });
  }

  settle(write: string, is: SettledState): void {
    this.#append({ write, is, atMs: this.#wallNow() });
  }

  /** Adds a line of a ledger that is kept elsewhere. */
  add(line: string): void {
    const event = eventOf(line);
    if (event !== null) this.#append(event);
  }

  /** The lines that came since the last call, of whatever worker. Throws `PICKUP_LEDGER_UNUSABLE` (exit code 2). */
  *news(): Generator<LedgerEvent> {
    if (this.#file === undefined && !existsSync(this.#path)) return;
    const file = this.#open();
    const { size } = fstatSync(file);
    while (this.#readUpTo < size) {
      const bytes = Buffer.alloc(Math.min(chunkBytes, size - this.#readUpTo));
      const read = readSync(file, bytes, 0, bytes.length, this.#readUpTo);
      if (read === 0) return;
      this.#readUpTo += read;
      // Ids and URNs are ASCII; what is not is escaped by `ledgerLine`, so no character is cut in two.
      const lines = (this.#rest + bytes.toString("latin1", 0, read)).split("\n");
      this.#rest = lines.pop()!;
      for (const line of lines) {
        const event = eventOf(line);
        if (event !== null) yield event;
      }
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #append(event: LedgerEvent): void {
    const file = this.#open();
    // A line cut short by the end of a process must not swallow the next one.
    const start = this.#hasAppended ? "" : "\n";
    this.#hasAppended = true;
    // One call for a whole line: the system appends it in one piece, whoever else appends.
    writeSync(file, `${start}${ledgerLine(event)}\n`, null, "latin1");
  }

  #open(): number {
    if (this.#file !== undefined) return this.#file;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      this.#file = openSync(this.#path, "a+");
      return this.#file;
    } catch (cause) {
      throw new KitError("PICKUP_LEDGER_UNUSABLE", `the ledger ${this.#path} cannot be used: ${systemCodeOf(cause)}`, {
        hint: `Make ${dirname(this.#path)} a folder with room that you may write to.`,
        cause,
      });
    }
  }
}

function eventOf(line: string): LedgerEvent | null {
  if (line === "") return null;
  try {
    return JSON.parse(line) as LedgerEvent;
  } catch {
    return null;
  }
}

/** Of ASCII characters only. */
export function ledgerLine(event: LedgerEvent): string {
  return JSON.stringify(event).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
