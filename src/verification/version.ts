import type { Row } from "./row.ts";

/**
 * What is known of a write: not answered yet, said to be stored, refused, or doubtful (no answer, or an error of the
 * server, behind which it may have been stored all the same).
 */
export type WriteState = "pending" | "acknowledged" | "failed" | "unknown";

/** One state of a row: as it was seeded, or as a write left it. */
export interface Version {
  readonly row: Row;
  /** Null: it was seeded. */
  readonly write: Write | null;
  /** An answer that ended before it cannot show it. Milliseconds of the clock, as all times here. */
  readonly fromMs: number;
  /** An answer to a question sent then or later must show it, or a newer one. Infinity: not known. */
  dueMs: number;
}

/** A write that was sent. */
export interface Write {
  /** Unlike that of every other write, of other runs too. */
  readonly id: string;
  state: WriteState;
  /** When the acknowledgement came; NaN without one. */
  acknowledgedMs: number;
  /** True when an answer has shown it. */
  isSeen: boolean;
}

/** When a question was sent and when its answer had come, by the clock. */
export interface Reading {
  readonly sentMs: number;
  readonly endMs: number;
}
