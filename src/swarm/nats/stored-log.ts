import { JetStreamApiError } from "@nats-io/jetstream";
import { type Clock, KitError } from "../../ground/index.ts";
import type { RunLog } from "../run-log.ts";
import { wrongSequence } from "./deliver.ts";
import type { Hub } from "./hub.ts";
import { Outbox } from "./outbox.ts";
import type { RunSpace } from "./run-space.ts";
import { decode, encode, type LogRecord } from "./wire.ts";

/** A record, before it is numbered. */
type Entry = LogRecord extends infer Any ? (Any extends LogRecord ? Omit<Any, "epoch" | "n"> : never) : never;

const claims = 50;

/**
 * The log of a run in its stream. Every record is stored only if it follows the one that its writer knows as the last:
 * whoever writes the first record of a new epoch shuts all older writers out.
 */
export class StoredLog implements RunLog {
  readonly epoch: number;
  readonly #subject: string;
  readonly #outbox: Outbox;
  #sequence: number;
  #n = 1;

  private constructor(subject: string, outbox: Outbox, epoch: number, sequence: number) {
    this.#subject = subject;
    this.#outbox = outbox;
    this.epoch = epoch;
    this.#sequence = sequence;
  }

  /** Begins a new epoch; `failed` is told when nothing more can be written, as when a younger one began. */
  static async claim(
    hub: Hub,
    { names }: RunSpace,
    clock: Clock,
    failed: (error: KitError) => void,
  ): Promise<StoredLog> {
    for (let claim = 0; claim < claims; claim++) {
      const last = await hub.manager.streams.getMessage(names.stream, { last_by_subj: names.log });
      const epoch = last === null ? 1 : (decode(last.data) as LogRecord).epoch + 1;
      const first = encode({ epoch, n: 0, kind: "epoch" } satisfies LogRecord);
      const expect = { lastSubjectSequence: last?.seq ?? 0 };
      const sequence = await hub.streams.publish(names.log, first, { expect }).then(({ seq }) => seq, notThatFast);
      if (sequence === null) continue;
      return new StoredLog(names.log, new Outbox(hub.streams, clock, failed), epoch, sequence);
    }
    throw new KitError("PICKUP_RUN_CONTESTED", "other coordinators take over the run all the time", {
      hint: "Let one of them have it.",
    });
  }

  append(entry: Entry): void {
    const record: LogRecord = { ...entry, epoch: this.epoch, n: this.#n++ };
    const bytes = encode(record);
    const id = `log.${record.epoch}.${record.n}`;
    this.#outbox.post(
      () => ({ subject: this.#subject, bytes, id, after: this.#sequence }),
      (sequence) => (this.#sequence = sequence),
    );
  }

  flushed(): Promise<void> {
    return this.#outbox.flushed();
  }

  close(): void {
    this.#outbox.close();
  }
}

/** Somebody wrote in between: look again. */
function notThatFast(error: unknown): null {
  if (error instanceof JetStreamApiError && error.code === wrongSequence) return null;
  throw error;
}
