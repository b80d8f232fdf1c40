import type { Clock } from "../ground/index.ts";
import type { WriteBook } from "../stats/index.ts";
import type { Board } from "../swarm/index.ts";
import {
  ledgerEvents,
  LedgerFile,
  ledgerLine,
  type Truth,
  type WriteJournal,
  WriteLedger,
} from "../verification/index.ts";
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
  /** Where users move between machines: their writes move with them. */
  readonly board?: Board | undefined;
}

const unwritten: WriteJournal = { begin: () => undefined, settle: () => undefined, news: () => [] };

/** Other machines know of a write before it is sent; `earlier` holds what runs before this one wrote. */
function journalOn(board: Board, earlier: WriteJournal, clock: Clock): WriteJournal {
  const heard: string[] = [];
  board.follow((line) => heard.push(line));
  return {
    begin: (write, user, row) => board.say(ledgerLine({ write, user, row, atMs: clock.wallNow() })),
    settle: (write, is) => void board.say(ledgerLine({ write, is, atMs: clock.wallNow() })),
    *news() {
      yield* earlier.news();
      yield* ledgerEvents(heard.splice(0));
    },
  };
}

/** The ledger of a worker, with all that earlier runs wrote. */
export function ledgerOf({ input, truth, worker, clock, book, board }: RunLedgerParts): RunLedger {
  const file = input.ledger === null ? null : new LedgerFile(input.ledger, () => clock.wallNow());
  const earlier = file ?? unwritten;
  const writes = new WriteLedger({
    truth,
    journal: board === undefined ? earlier : journalOn(board, earlier, clock),
    now: () => clock.now(),
    prefix: `${input.runId}/${worker}/`,
    visibleWithinMs: input.visibleWithinMs,
    visible: (lagMs) => book.visible(lagMs),
    settled: (state) => book.settled(state),
  });
  writes.catchUp();
  return { writes, close: () => file?.close() };
}
