import type { FromWorker, ToWorker } from "./messages.ts";

/** The coordinator's end of the line to one worker. */
export interface WorkerLink {
  readonly id: string;
  post(message: ToWorker): void;
  /** The one listener for what the worker says and for its unexpected end. */
  listen(listener: WorkerListener): void;
}

export interface WorkerListener {
  message(message: FromWorker): void;
  /** The worker is gone; `reason` says how. */
  lost(reason: string): void;
}

/** The way to the workers: threads of this process, or other machines. */
export interface Transport {
  /** How many workers it opens at the beginning. */
  readonly workers: number;
  /** Into how many parts the work is cut: as many as workers when nothing moves among them, more where it may. */
  readonly parts: number;
  /** Workers may come and go: the loss of one ends nothing while others are left. */
  readonly isElastic: boolean;
  /** How long the word of the common start takes to every worker. */
  readonly startDelayMs: number;
  /** The workers of the beginning; those that come later are handed to `joined`. */
  open(joined: (links: readonly WorkerLink[]) => void): Promise<readonly WorkerLink[]>;
  /** Ends all workers and whatever the transport holds. */
  close(): Promise<void>;
}

/** The worker's end of the line. */
export interface CoordinatorLink {
  post(message: FromWorker): void;
  listen(listener: (message: ToWorker) => void): void;
}
