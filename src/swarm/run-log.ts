import type { WorkerLink } from "./transport.ts";

/** A worker that ended before its work was done. */
export interface WorkerLoss {
  readonly id: string;
  readonly reason: string;
  /** The last second it reported; −1: none. */
  readonly reported: number;
  /** Since the start of the run. */
  readonly atMs: number;
}

/** What happened in a run that a coordinator which takes it over cannot learn from the workers. */
export type LogEntry =
  | { readonly kind: "start"; readonly wallMs: number }
  /** A merged second: what it holds of which workers. */
  | {
      readonly kind: "second";
      readonly second: number;
      readonly workers: readonly string[];
      readonly reports: readonly unknown[];
    }
  | { readonly kind: "late"; readonly second: number; readonly worker: string; readonly report: unknown }
  | { readonly kind: "done"; readonly worker: string }
  | { readonly kind: "lost"; readonly loss: WorkerLoss }
  /** What the order itself wants to know again. */
  | { readonly kind: "note"; readonly note: unknown };

/** Where a coordinator writes down what happened. Who writes last owns the run: an older one can write no more. */
export interface RunLog {
  append(entry: LogEntry): void;
  /** Resolves when all of it is stored, or given up. */
  flushed(): Promise<void>;
}

/** A worker that another coordinator led. */
export interface PastWorker {
  readonly link: WorkerLink;
  /** The parts it was given last. */
  readonly held: readonly number[];
  /** It was told to start. */
  readonly isStarted: boolean;
}

/** A run that another coordinator began. */
export interface PastRun {
  readonly entries: AsyncIterable<LogEntry>;
  /** All that ever worked for it, the lost ones too. */
  readonly workers: readonly PastWorker[];
  /** Shares are counted from here on, so that nobody takes an older confirmation for one of these. */
  readonly firstTurn: number;
}
