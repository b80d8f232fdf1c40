import type { RunStatistics, Tick } from "../stats/index.ts";
import type { Threshold, ThresholdResult, Verdict } from "../verdict/index.ts";
import type { RunRecord } from "./run-record.ts";
import type { HistoryMark } from "./run-history-view.ts";
import type { RunHead, TaskRatio } from "./run-view.ts";
import type { Summary } from "./summary.ts";

/** What a summary needs to know of a run. */
export type RunFacts = Pick<RunHead, "id" | "startedAtMs" | "users" | "workers" | "host"> &
  Partial<Pick<RunHead, "isInsecure">>;

/** What is known of a run when it starts. */
export interface RunStart {
  readonly run: RunHead;
  /** Becomes `run.json`. */
  readonly record: RunRecord;
  /** What it is judged by. */
  readonly thresholds: readonly Threshold[];
  readonly taskRatio: TaskRatio;
  /** What ends within so long after the start is left out of the statistics, by whole seconds. */
  readonly warmUpMs: number;
  /** Another process began the run; what it stored is stored anew, from the beginning. Default: false. */
  readonly isTakenOver?: boolean;
}

/** How a run stands after a second, beside its statistics. */
export interface RunStanding {
  /** In the order of `RunStart.thresholds`; empty where they judge only parts of the run, as in a search. */
  readonly thresholds: readonly ThresholdResult[];
  /** What the plan asks for at the end of the second, users or starts per second; null: it has no such number. */
  readonly target: number | null;
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
  /** Instead of `end`: another process goes on with the run; lets go of what is open and leaves every file as it is. */
  leave?(): void | Promise<void>;
  /**
   * After each merged second; `statistics` already hold it. After a reset they are others, which began with the first
   * second after it. Must not block.
   */
  tick?(tick: Tick, statistics: RunStatistics, standing: RunStanding): void;
  /** After what a worker reported of a second that was merged without it; `statistics` already hold it. Must not block. */
  late?(tick: Tick, statistics: RunStatistics): void;
  /** Somebody changed the course of the run, or its warm-up is over. Must not block. */
  mark?(mark: HistoryMark): void;
  /** Instead of `end`, when the process ends at once: keeps what can be kept, without waiting for anything. */
  cut?(end: RunEnd): void;
  /** Once, after the last tick, however the run ended. */
  end?(end: RunEnd): void | Promise<void>;
}
