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
  /** How many workers it opens. */
  readonly workers: number;
  open(): Promise<readonly WorkerLink[]>;
  /** Ends all workers and whatever the transport holds. */
  close(): Promise<void>;
}

/** The worker's end of the line. */
export interface CoordinatorLink {
  post(message: FromWorker): void;
  listen(listener: (message: ToWorker) => void): void;
}
