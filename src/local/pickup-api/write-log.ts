import { closeSync, openSync, writeSync } from "node:fs";
import { KitError, systemCodeOf } from "../../ground/index.ts";

/** What became of a write: the player was told 202, the row was put, or a newer row stayed. */
export type WriteEvent = "acknowledged" | "stored" | "superseded" | "failed";

/** A line of the write log. */
export interface LoggedWrite {
  /** ISO 8601 with milliseconds. */
  readonly time: string;
  readonly event: WriteEvent;
  readonly userId: string;
  /** Of the feature or episode. */
  readonly id: string;
  readonly parent: string;
  /** Milliseconds since 1970. */
  readonly creationTime: number;
  /** Seconds. */
  readonly position: number;
  /** Seconds. */
  readonly runtime: number;
}

export interface WriteLog {
  write(line: LoggedWrite): void;
  close(): void;
}

/** A log that keeps nothing. */
export const noWriteLog: WriteLog = { write: () => undefined, close: () => undefined };

/** Adds writes to a file as JSON lines. Throws `PICKUP_WRITE_LOG_UNUSABLE` (exit code 2). */
export function openWriteLog(path: string): WriteLog {
  const file = openedFile(path);
  return {
    // Not buffered: a line must outlive the process that is killed right after it.
    write: (line) => void writeSync(file, `${JSON.stringify(line)}\n`),
    close: () => closeSync(file),
  };
}

function openedFile(path: string): number {
  try {
    return openSync(path, "a");
  } catch (cause) {
    throw new KitError("PICKUP_WRITE_LOG_UNUSABLE", `the write log ${path} cannot be written: ${systemCodeOf(cause)}`, {
      hint: "Name a file in a folder that exists and can be written.",
      cause,
    });
  }
}
