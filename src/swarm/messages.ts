import type { ErrorRecord } from "../ground/index.ts";

/** Raised whenever a message changes its shape; a worker of another version is refused. */
export const protocolVersion = 3;

/** What the coordinator tells a worker. */
export type ToWorker =
  | {
      readonly type: "prepare";
      readonly version: typeof protocolVersion;
      /** The name of the job in the worker's table of jobs. */
      readonly job: string;
      readonly input: unknown;
      readonly share: unknown;
      /** The parts that the share stands for; of use to a coordinator that takes over. */
      readonly held: readonly number[];
      readonly worker: number;
      readonly id: string;
    }
  | { readonly type: "start"; readonly startMs: number }
  /** `turn` counts the shares that one worker was given. */
  | {
      readonly type: "retarget";
      readonly share: unknown;
      readonly held: readonly number[];
      readonly turn: number;
    }
  /** What a worker said to all; those of before come first. */
  | { readonly type: "line"; readonly line: string }
  /** The line that this worker said as its n-th is safe. */
  | { readonly type: "kept"; readonly n: number }
  | { readonly type: "suspend" }
  | { readonly type: "resume" }
  | { readonly type: "stop"; readonly graceMs: number };

/** What a worker tells the coordinator. `done` carries the report of the second that was open when the job ended. */
export type FromWorker =
  | { readonly type: "prepared" }
  /** Nothing goes on any more of what the share of this turn no longer holds. */
  | { readonly type: "retargeted"; readonly turn: number }
  /** For the other workers; the coordinator has no use for it. */
  | { readonly type: "line"; readonly n: number; readonly line: string }
  | { readonly type: "report"; readonly second: number; readonly report: unknown }
  | { readonly type: "done"; readonly second: number; readonly report: unknown }
  | { readonly type: "failed"; readonly error: ErrorRecord };
