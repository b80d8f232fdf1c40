import type { Clock } from "../ground/index.ts";
import type { WriteBook } from "../stats/index.ts";
import { LedgerFile, type Truth, type WriteJournal, WriteLedger } from "../verification/index.ts";
import type { LoadInput } from "./load-input.ts";

/** The writes of the users of one worker, and what it takes over from others. */
export interface RunLedger {
  readonly writes: WriteLedger;
  close(): void;
}

export interface RunLedgerParts {
  readonly input: Pick<LoadInput, "ledger" | "runId" | "visibleWithinMs">;
  readonly truth: Truth;
  readonly worker: string;
  readonly clock: Clock;
  readonly book: WriteBook;
}

const unwritten: WriteJournal = { begin: () => undefined, settle: () => undefined, news: () => [] };

/** The ledger of a worker, with all that earlier runs wrote. */
export function ledgerOf({ input, truth, worker, clock, book }: RunLedgerParts): RunLedger {
  const file = input.ledger === null ? null : new LedgerFile(input.ledger, () => clock.wallNow());
  const writes = new WriteLedger({
    truth,
    journal: file ?? unwritten,
    now: () => clock.now(),
    prefix: `${input.runId}/${worker}/`,
    visibleWithinMs: input.visibleWithinMs,
    visible: (lagMs) => book.visible(lagMs),
    settled: (state) => book.settled(state),
  });
  writes.catchUp();
  return { writes, close: () => file?.close() };
}
