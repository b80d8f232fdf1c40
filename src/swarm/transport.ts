import type { KitError } from "../ground/index.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import type { PastRun, RunLog } from "./run-log.ts";

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

/** What a transport tells the coordinator while it is open. */
export interface TransportListener {
  /** Workers that came later than the first ones. */
  joined(links: readonly WorkerLink[]): void;
  /** No worker can be reached any more, or another coordinator leads them: the run is over for this process. */
  failed(error: KitError): void;
}

export interface Opened {
  /** The workers of the beginning. */
  readonly links: readonly WorkerLink[];
  /** Of a run that another coordinator began: what it left. */
  readonly past?: PastRun;
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
  /** Where the course of the run is written down; left out: it ends with this process. Usable once open. */
  readonly log?: RunLog;
  /** How long a run under way waits for a worker when all are lost. */
  readonly patienceMs: number;
  open(listener: TransportListener): Promise<Opened>;
  /** Ends all workers and whatever the transport holds. */
  close(): Promise<void>;
}

/** The worker's end of the line. */
export interface CoordinatorLink {
  post(message: FromWorker): void;
  listen(listener: (message: ToWorker) => void): void;
}
