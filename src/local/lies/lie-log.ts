import { closeSync, openSync, writeSync } from "node:fs";
import { type Clock, KitError, systemCodeOf } from "../../ground/index.ts";
import type { Incident } from "./incidents.ts";
import { type AuditedAs, type CountedAs, lieKinds, type LieName } from "./lie-kinds.ts";

/** A line of the log. */
export interface LoggedLie {
  /** ISO 8601 with milliseconds. */
  readonly time: string;
  /**
   * A lie was `told`. Of one in the table, besides: an answer has `shown` it, or it was `mended` by a later write of the
   * title.
   */
  readonly event: "told" | "shown" | "mended";
  readonly kind: LieName;
  /** Of a lie in the table what the audit counts it as, of an answer that shows one what a run does; not when mended. */
  readonly countedAs?: CountedAs | AuditedAs;
  /** Who was lied to. */
  readonly userId: string;
  /** Of a lie about one title: its URN. */
  readonly id?: string;
}

/** Where lies are noted, one line each. */
export class LieLog {
  readonly #clock: Clock;
  readonly #write: (lie: LoggedLie) => void;

  constructor(clock: Clock, write: (lie: LoggedLie) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  /** A lie in an answer; `countedAs` where it is not what lies of its kind are counted as. */
  told(kind: LieName, userId: string, about: Pick<LoggedLie, "id" | "countedAs"> = {}): void {
    this.#add({ event: "told", kind, countedAs: lieKinds[kind].countedAs, userId, ...about });
  }

  /** A lie in the table. */
  toldInTable({ kind, userId, id }: Incident): void {
    this.#add({ event: "told", kind, countedAs: lieKinds[kind].auditedAs, userId, id });
  }

  shown({ kind, userId, id }: Incident): void {
    this.#add({ event: "shown", kind, countedAs: lieKinds[kind].countedAs, userId, id });
  }

  mended({ kind, userId, id }: Incident): void {
    this.#add({ event: "mended", kind, userId, id });
  }

  #add(lie: Omit<LoggedLie, "time">): void {
    this.#write({ time: new Date(this.#clock.wallNow()).toISOString(), ...lie });
  }
}

/** Adds lies to a file as JSON lines. Throws `PICKUP_LIES_LOG_UNUSABLE` (exit code 2). */
export function openLieLog(path: string, clock: Clock): { readonly log: LieLog; readonly close: () => void } {
  const file = openedFile(path);
  const log = new LieLog(clock, (lie) => void writeSync(file, `${JSON.stringify(lie)}\n`));
  return { log, close: () => closeSync(file) };
}

function openedFile(path: string): number {
  try {
    return openSync(path, "a");
  } catch (cause) {
    throw new KitError(
      "PICKUP_LIES_LOG_UNUSABLE",
      `the log of lies ${path} cannot be written: ${systemCodeOf(cause)}`,
      {
        hint: "Name a file in a folder that exists and can be written.",
        cause,
      },
    );
  }
}
