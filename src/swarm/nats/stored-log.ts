import { JetStreamApiError } from "@nats-io/jetstream";
import { type Clock, KitError } from "../../ground/index.ts";
import type { RunLog } from "../run-log.ts";
import { deliver, wrongSequence } from "./deliver.ts";
import type { Hub } from "./hub.ts";
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
  readonly #hub: Hub;
  readonly #subject: string;
  readonly #clock: Clock;
  readonly #failed: (error: KitError) => void;
  readonly #stopped = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #sequence: number;
  #n = 1;

  private constructor(hub: Hub, subject: string, clock: Clock, epoch: number, sequence: number, failed: Failed) {
    this.#hub = hub;
    this.#subject = subject;
    this.#clock = clock;
    this.epoch = epoch;
    this.#sequence = sequence;
    this.#failed = failed;
  }

  /** Begins a new epoch; `failed` is told when nothing more can be written, as when a younger one began. */
  static async claim(hub: Hub, { names }: RunSpace, clock: Clock, failed: Failed): Promise<StoredLog> {
    for (let claim = 0; claim < claims; claim++) {
      const last = await hub.manager.streams.getMessage(names.stream, { last_by_subj: names.log });
      const epoch = last === null ? 1 : (decode(last.data) as LogRecord).epoch + 1;
      const first = encode({ epoch, n: 0, kind: "epoch" } satisfies LogRecord);
      const expect = { lastSubjectSequence: last?.seq ?? 0 };
      const sequence = await hub.streams.publish(names.log, first, { expect }).then(({ seq }) => seq, notThatFast);
      if (sequence !== null) return new StoredLog(hub, names.log, clock, epoch, sequence, failed);
    }
    throw new KitError("PICKUP_RUN_CONTESTED", "other coordinators take over the run all the time", {
      hint: "Let one of them have it.",
    });
  }

  append(entry: Entry): void {
    const n = this.#n++;
    this.#last = this.#last.then(() => this.#store({ ...entry, epoch: this.epoch, n }));
    this.#last.catch((error: unknown) => this.#fail(error));
  }

  async flushed(): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  close(): void {
    this.#stopped.abort();
  }

  async #store(record: LogRecord): Promise<void> {
    if (this.#stopped.signal.aborted) return;
    const letter = { subject: this.#subject, bytes: encode(record), id: `log.${record.epoch}.${record.n}` };
    const sent = { ...letter, after: this.#sequence };
    this.#sequence = (await deliver(this.#hub.streams, this.#clock, sent, this.#stopped.signal)) ?? this.#sequence;
  }

  #fail(error: unknown): void {
    if (this.#stopped.signal.aborted) return;
    this.#stopped.abort();
    this.#failed(error as KitError);
  }
}

type Failed = (error: KitError) => void;

/** Somebody wrote in between: look again. */
function notThatFast(error: unknown): null {
  if (error instanceof JetStreamApiError && error.code === wrongSequence) return null;
  throw error;
}
