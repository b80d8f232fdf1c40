import type { LedgerEvent, SettledState } from "./ledger-file.ts";

/** A write as a ledger knows it at its end. `given` is the row as the test file gave it. */
export interface LedgerWrite {
  readonly write: string;
  readonly userId: string;
  readonly given: unknown;
  /** Acknowledged, or seen in an answer or a table since; refused; or in doubt. */
  state: "acknowledged" | "failed" | "unknown";
}

/** Every write of a ledger with what became of it, in the order in which they were begun. */
export function ledgerWrites(events: Iterable<LedgerEvent>): LedgerWrite[] {
  const writes = new Map<string, LedgerWrite>();
  for (const event of events) {
    if ("user" in event) {
      const { write, user, row } = event;
      writes.set(write, { write, userId: user, given: row, state: "unknown" });
      continue;
    }
    const write = writes.get(event.write);
    const state = stateAfter(event.is);
    if (write !== undefined && state !== null) write.state = state;
  }
  return [...writes.values()];
}

/** Null: it says nothing new. */
function stateAfter(is: SettledState): LedgerWrite["state"] | null {
  if (is === "acknowledged" || is === "seen" || is === "stored") return "acknowledged";
  return is === "failed" || is === "absent" ? "failed" : null;
}
