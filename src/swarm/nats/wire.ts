import { deserialize, serialize } from "node:v8";
import type { ErrorRecord } from "../../ground/index.ts";
import type { FromWorker, ToWorker } from "../messages.ts";
import type { LogEntry } from "../run-log.ts";

/*
 * What travels over NATS. Everything between the coordinator of a run and a machine goes through one durable stream, in
 * both directions, as the same messages that threads are sent; leases are keys of a bucket; what is large is an object.
 */

/** The names of all that belongs to a run. */
export function namesOf(runId: string) {
  const root = `pickup.${runId}`;
  return {
    stream: `pickup-${runId}`,
    leases: `pickup-${runId}-leases`,
    files: `pickup-${runId}-files`,
    subjects: [`${root}.to.*`, `${root}.from.*`, `${root}.log`, `${root}.lines`],
    log: `${root}.log`,
    lines: `${root}.lines`,
    toAll: `${root}.to.*`,
    fromAll: `${root}.from.*`,
    to: (incarnation: string) => `${root}.to.${incarnation}`,
    from: (incarnation: string) => `${root}.from.${incarnation}`,
    clock: `${root}.clock`,
  };
}

/** Where a coordinator says, again and again, that its run takes workers. */
export const callSubject = "pickup.call";

export interface Call {
  readonly runId: string;
  readonly version: string;
}

/** The lease of a machine: renewed by its holder, revoked by the coordinator; the revision of the key decides who was first. */
export interface LeaseRecord {
  readonly incarnation: string;
  /** Counts the renewals. */
  readonly beat: number;
  readonly isRevoked: boolean;
}

/** What coordinators write down of a run, each under its epoch; the first record of an epoch takes the run over. */
export type LogRecord = { readonly epoch: number; readonly n: number } & (
  | LogEntry
  | { readonly kind: "epoch" }
  | { readonly kind: "machine"; readonly incarnation: string; readonly machine: MachineFacts }
);

/** What time it is for the coordinator of an epoch. */
export interface ClockAnswer {
  readonly epoch: number;
  readonly nowMs: number;
}

/** A word from the coordinator; `n` grows by one with each to the same machine under the same epoch. */
export type ToMachine = { readonly epoch: number; readonly n: number } & (
  | { readonly kind: "thread"; readonly thread: number; readonly message: ToWorker }
  | { readonly kind: "refused"; readonly error: ErrorRecord }
  /** The run has ended and everything of the machine is in its results. */
  | { readonly kind: "over" }
);

/** A word from a machine; `n` grows by one with each of the same incarnation. */
export type FromMachine = { readonly n: number } & (
  | { readonly kind: "joined"; readonly machine: MachineFacts }
  | { readonly kind: "thread"; readonly thread: number; readonly message: FromWorker }
  | { readonly kind: "left" }
);

export interface MachineFacts {
  /** As results show it. */
  readonly name: string;
  readonly version: string;
  readonly threads: number;
}

/** Structured clones, as between threads: typed arrays, Infinity and undefined survive. */
export function encode(value: unknown): Uint8Array {
  return serialize(value);
}

/** The other side of {@link encode}; both ends run the same version of the kit. */
export function decode(bytes: Uint8Array): unknown {
  return deserialize(bytes);
}
