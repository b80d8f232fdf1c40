import { type Clock, KitError, type RandomStream } from "../ground/index.ts";
import type { Answer } from "../http/index.ts";
import type { OpenWrite, WriteLedger } from "../verification/index.ts";
import type { Dataset } from "./define.ts";

/** The writes of one user as its tasks see them: what it wrote is owed to it from then on. */
export interface UserLedger<Row> {
  /** Writes of this user since it was started, by what became of them. */
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  /** Acknowledged writes that no verified answer has shown yet and that need not be visible yet (--visible-within). */
  readonly unseen: number;
  /**
   * A row of the user moved on to now, as its dataset tells rows to move on; null when there is none to write. Not
   * written yet: see {@link UserLedger.send}.
   */
  draft(): Row | null;
  /**
   * Sends a write and follows it: `request` makes the request that writes `row`. A status of 2xx acknowledges it: from
   * then on every verified answer must show it. One of 4xx refuses it: no answer may. Anything else leaves it in doubt.
   */
  send(row: Row, request: () => Promise<Answer>): Promise<Answer>;
}

export interface OwnWritesParts<Row> {
  readonly user: number;
  /** Null: nothing is known of the answers, so nothing can be followed. */
  readonly ledger: WriteLedger | null;
  readonly dataset: Dataset<Row> | null;
  readonly clock: Clock;
  readonly random: RandomStream;
}

/** A second time within one second would look like the first one in an answer. */
const tries = 4;

export class OwnWrites<Row> implements UserLedger<Row> {
  acknowledged = 0;
  failed = 0;
  unknown = 0;
  readonly #parts: OwnWritesParts<Row>;
  #drafted: { readonly second: number; readonly rows: Set<number> } = { second: -1, rows: new Set() };

  constructor(parts: OwnWritesParts<Row>) {
    this.#parts = parts;
  }

  get unseen(): number {
    const { ledger, user, clock } = this.#parts;
    return ledger?.find(user)?.unseenAt(clock.now()) ?? 0;
  }

  draft(): Row | null {
    const { dataset, user, clock, random } = this.#parts;
    if (dataset?.movedOn === undefined) throw nothingToDraft();
    const rows = [...dataset.rowsOf(user)];
    const timeMs = clock.wallNow();
    const second = Math.floor(timeMs / 1000);
    if (this.#drafted.second !== second) this.#drafted = { second, rows: new Set() };
    for (let attempt = 0; attempt < tries && rows.length > 0; attempt++) {
      const at = random.integer(rows.length);
      if (this.#drafted.rows.has(at)) continue;
      this.#drafted.rows.add(at);
      return dataset.movedOn(user, rows[at]!, timeMs);
    }
    return null;
  }

  async send(row: Row, request: () => Promise<Answer>): Promise<Answer> {
    const { ledger, user } = this.#parts;
    if (ledger === null) throw nothingToFollow();
    const write = ledger.begin(user, row);
    let status = 0;
    try {
      if (write.noted !== undefined) await write.noted;
      const answer = await request();
      ({ status } = answer);
      return answer;
    } finally {
      this.#settle(ledger, write, status);
    }
  }

  #settle(ledger: WriteLedger, write: OpenWrite, status: number): void {
    const state = stateAfter(status);
    this[state]++;
    ledger.settle(write, state);
  }
}

function stateAfter(status: number): "acknowledged" | "failed" | "unknown" {
  if (status >= 200 && status < 300) return "acknowledged";
  return status >= 400 && status < 500 ? "failed" : "unknown";
}

function nothingToDraft(): KitError {
  return new KitError("PICKUP_NOTHING_TO_DRAFT", "user.ledger.draft() was called, but the dataset moves no row on", {
    hint: "Give the dataset of the test a function `movedOn(user, row, timeMs)`, or make the row in the task.",
  });
}

function nothingToFollow(): KitError {
  return new KitError("PICKUP_NOTHING_TO_FOLLOW", "user.ledger.send() was called, but nothing says what is right", {
    hint: "Name the config that was seeded (--config config.json), or declare `answers` beside the `dataset` of the test.",
  });
}
