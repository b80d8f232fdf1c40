import { closeSync, openSync, writeSync } from "node:fs";
import { type Clock, KitError, systemCodeOf } from "../../ground/index.ts";
import { type CountedAs, lieKinds, type LieName } from "./lie-kinds.ts";

/** A lie that was told: a line of the log. */
export interface ToldLie {
  /** ISO 8601 with milliseconds. */
  readonly time: string;
  readonly kind: LieName;
  readonly countedAs: CountedAs;
  /** Who was lied to. */
  readonly userId: string;
  /** Of a lie about one title: its URN. */
  readonly id?: string;
}

/** Where lies are noted, one line each. */
export class LieLog {
  readonly #clock: Clock;
  readonly #write: (lie: ToldLie) => void;

  constructor(clock: Clock, write: (lie: ToldLie) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  note(kind: LieName, userId: string, id?: string): void {
    const time = new Date(this.#clock.wallNow()).toISOString();
    this.#write({ time, kind, countedAs: lieKinds[kind].countedAs, userId, ...(id === undefined ? {} : { id }) });
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
