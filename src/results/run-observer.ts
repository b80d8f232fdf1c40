import type { RunStatistics, Tick } from "../stats/index.ts";
import type { Verdict } from "../verdict/index.ts";
import type { RunRecord } from "./run-record.ts";
import type { Summary } from "./summary.ts";

/** What is known of a run when it starts. */
export interface RunFacts {
  /** As from `newRunId`. */
  readonly id: string;
  /** Wall clock. */
  readonly startedAtMs: number;
  /** Virtual users at the peak. */
  readonly users: number;
  readonly workers: number;
  /** The API under load, such as `http://127.0.0.1:8080`. */
  readonly host: string;
  /** True when any certificate of the API is taken. */
  readonly isInsecure?: boolean;
}

export interface RunStart {
  readonly run: RunFacts;
  /** Becomes `run.json`. */
  readonly record: RunRecord;
}

export interface RunEnd {
  readonly summary: Summary;
  readonly verdict: Verdict;
  readonly statistics: RunStatistics;
}

/** Something that shows or stores a run: terminal, run folder, page, metrics. Every hook is optional. */
export interface RunObserver {
  /** For messages: `run folder`. */
  readonly name: string;
  /** Before the first request; an error here keeps the run from starting. */
  start?(start: RunStart): void | Promise<void>;
  /** Instead of everything else: the run did not start after all; lets go of what `start` opened, as far as it came. */
  abandon?(): void | Promise<void>;
  /** After each merged second; `statistics` already hold it. Must not block. */
  tick?(tick: Tick, statistics: RunStatistics): void;
  /** Once, after the last tick, however the run ended. */
  end?(end: RunEnd): void | Promise<void>;
}
