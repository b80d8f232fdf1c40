import { type Outcome, outcomes } from "../ground/index.ts";
import type { PhaseTick } from "./phases.ts";
import type { ProbeTick } from "./probe-book.ts";
import type { SparseHistogram } from "./sparse-histogram.ts";
import type { WriteTick } from "./write-book.ts";

/** How many requests ended in each way. */
export type OutcomeCounts = Record<Outcome, number>;

/** What one endpoint did in one second. */
export interface EndpointTick {
  /** Empty for the row that stands for the endpoints beyond the limit. */
  readonly method: string;
  readonly name: string;
  /** Finished requests, passed or failed. */
  readonly requests: number;
  readonly outcomes: OutcomeCounts;
  /** On the wire, heads included. */
  readonly bytesReceived: number;
  /** Of the bodies, decompressed. */
  readonly contentBytes: number;
  /** From the intended start; all but fast failures. */
  readonly intended: SparseHistogram;
  /** The same requests, from the send. */
  readonly service: SparseHistogram;
  /** Fast failures, from the intended start. */
  readonly failure: SparseHistogram;
  /** The part of `intended` that was some user's first request. */
  readonly cold: SparseHistogram;
  readonly phases: PhaseTick;
}

/** Failures of one kind at one endpoint. */
export interface ErrorCount {
  /** A failed request; an error of the test's own code; a token that could not be had. */
  readonly kind: "request" | "script" | "token";
  /** Of a failed request its outcome. */
  readonly code: string;
  readonly message: string;
  /** `GET /path`, or a word for what is no endpoint. */
  readonly endpoint: string;
  readonly count: number;
  /** Wall clock. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Where a script threw; empty for a failed request. */
  readonly stack: string;
}

/** A failed request that was kept, to be looked at: nothing in it is secret, and its texts are bounded. */
export interface FailureSample {
  /** As {@link ErrorCount.endpoint}; together with outcome and reason it names the error that this is a sample of. */
  readonly endpoint: string;
  readonly outcome: Outcome;
  /** As {@link ErrorCount.message}. */
  readonly reason: string;
  readonly userId: string;
  /** Wall clock. */
  readonly seenMs: number;
  /** `GET /path?query`; empty for what is no HTTP. */
  readonly request: string;
  readonly requestHeaders: readonly HeaderField[];
  /** 0: there was no answer. */
  readonly status: number;
  readonly responseHeaders: readonly HeaderField[];
  readonly bodyExcerpt: string;
  /** From the intended start. */
  readonly latencyMs: number;
  readonly difference: ContentDifference | null;
  readonly traceId: string | null;
}

export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** What was wrong with the content of an answer. */
export interface ContentDifference {
  /** A word such as `missing`. */
  readonly reason: string;
  readonly message: string;
  readonly expected: string;
  readonly got: string;
}

/** The fetching of tokens in one second; `requested` counts the failed ones too. */
export interface TokenTick {
  readonly requested: number;
  readonly failed: number;
  readonly latency: SparseHistogram;
}

/** How the load generator itself did in one second; of a merged tick: all workers together. */
export interface GeneratorTick {
  readonly loopLag: SparseHistogram;
  /** Added up over the workers. */
  readonly cpuMs: number;
  /** Added up over the workers, so `cpuMs / elapsedMs` is the share of a core. */
  readonly elapsedMs: number;
  /** How long workers were ready to run and waited for a core, added up; 0 where that is not known. */
  readonly coreWaitMs: number;
  /** The largest of the workers: the threads of a process share one resident set. */
  readonly rssBytes: number;
  /** Pauses for garbage collection, added up over the workers, and the longest of them. */
  readonly gcMs: number;
  readonly gcLongestMs: number;
  /** Open file descriptors, connections among them, and how many there may be; 0 where that is not known. */
  readonly openFiles: number;
  readonly openFilesLimit: number;
  /** Sockets of the clients, added up over the workers; each holds a local port. */
  readonly sockets: number;
  /** Closed connections of the whole machine whose local ports the system still keeps back (TIME_WAIT). */
  readonly closingSockets: number;
  /** Local ports there are for connections to one address; 0 where that is not known. */
  readonly localPortsLimit: number;
}

/** What one worker used in one second. */
export interface WorkerTick {
  readonly worker: string;
  readonly users: number;
  readonly cpuMs: number;
  readonly elapsedMs: number;
  /** p99 of its event loop's lag. */
  readonly loopLagP99Ms: number;
  /** Of its process; threads of one process share it. */
  readonly rssBytes: number;
}

/** Counters of the test's own: what was added up under each name. */
export type Counters = { readonly [name: string]: number };

/** What happened in one second of a run: of one worker, or of all after the merge. Structured-cloneable. */
export interface Tick {
  /** 0 for the first second of the run. */
  readonly second: number;
  /** Virtual users alive at the end of the second. */
  readonly users: number;
  /** Only endpoints that finished a request in this second. */
  readonly endpoints: readonly EndpointTick[];
  readonly errors: readonly ErrorCount[];
  readonly samples: readonly FailureSample[];
  /** How late the generator itself was: from the intended start of a task to its actual one. */
  readonly lateness: SparseHistogram;
  readonly tokens: TokenTick;
  readonly writes: WriteTick;
  readonly probes: ProbeTick;
  /** Requests cut short by the end of the run: neither passed nor failed. */
  readonly interrupted: number;
  /** Starts of an arrival rate that found no free user. */
  readonly missedStarts: number;
  /** Requests sent again because the server had closed their kept-alive connection. */
  readonly repeats: number;
  /** What the test itself counted, by name. */
  readonly counters: Counters;
  readonly generator: GeneratorTick;
  /** One entry for each worker. */
  readonly workers: readonly WorkerTick[];
  /** True for what came in after the other workers' part of the same second had been merged. */
  readonly isLate?: true;
}

/** No request of any outcome. */
export function noOutcomes(): OutcomeCounts {
  return Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as OutcomeCounts;
}

/** `GET /path` as it stands in errors and samples; the name alone where there is no method. */
export function endpointLabel(method: string, name: string): string {
  return method === "" ? name : `${method} ${name}`;
}

/** Local ports that cannot be had at the moment; at most so many, for the system may lend some again. */
export function localPortsOf({ sockets, closingSockets }: GeneratorTick): number {
  return sockets + closingSockets;
}
