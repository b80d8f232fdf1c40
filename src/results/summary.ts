import type { Counters, Latency, OutcomeCounts, Phase, ProbeCounts } from "../stats/index.ts";
import type { ThresholdResult, VerdictWord } from "../verdict/index.ts";

/** What an endpoint, a step or the whole run came to. */
export interface Stats {
  /** Finished requests, passed or failed; those cut short by the end are `generator.interrupted`. */
  readonly requests: number;
  readonly failures: number;
  readonly requestsPerSecond: number;
  readonly bytesReceived: number;
  readonly outcomes: OutcomeCounts;
  /** From the intended start, all but fast failures (a timeout counts with its whole time); null: no data. */
  readonly latencyMs: Latency | null;
  /** The same requests, from the send. */
  readonly serviceMs: Latency | null;
  /** Fast failures: http-error and connection-error. */
  readonly failureMs: Latency | null;
  /** As `latencyMs`: the first request of each user, and all later ones. */
  readonly coldMs: Latency | null;
  readonly warmMs: Latency | null;
}

/** An entry that was shown to somebody it does not belong to. */
export interface Leak {
  /** As the answer has it. */
  readonly id: string;
  /** Ids of users. */
  readonly shownTo: string;
  /** Who was seeded such a row, several where theirs look alike; none: nobody, so somebody wrote it. */
  readonly owners: readonly string[];
}

/** The results of a run as `summary.json` has them, schema 1: fields are added, never renamed. */
export interface Summary {
  readonly schema: 1;
  readonly verdict: VerdictWord;
  /** Why it is not "passed": one sentence each, the deciding one first. */
  readonly reasons: readonly string[];
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly durationSeconds: number;
    readonly users: number;
    readonly workers: number;
    readonly host: string;
    /** True when any certificate of the API was taken (`--insecure`). */
    readonly insecure: boolean;
  };
  readonly total: Stats;
  readonly endpoints: readonly (Stats & {
    readonly method: string;
    readonly name: string;
    /** Of answered requests, to two digits; `dns`, `connect` and `tls` of those that needed a new connection. */
    readonly phasesMs: { readonly [Name in Phase]: Latency | null };
  })[];
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    readonly endpoint: string;
    readonly count: number;
    /** Where the test's own code threw it; only there for an exception. */
    readonly stack?: string;
  }[];
  readonly steps: readonly (Stats & { readonly name: string; readonly target: number })[];
  readonly thresholds: readonly ThresholdResult[];
  readonly tokens: { readonly requested: number; readonly failed: number; readonly latencyMs: Latency | null };
  /** What users wrote; `visibleAfterMs`: from the acknowledgement to the question whose answer first showed it. */
  readonly writes: {
    readonly acknowledged: number;
    readonly failed: number;
    readonly unknown: number;
    readonly visibleAfterMs: Latency | null;
  };
  /** Probes of the walls between users, by kind, and why some could not be made. They are in no other figure. */
  readonly isolation: {
    readonly probes: { readonly [kind: string]: ProbeCounts };
    readonly notProbed: { readonly [kind: string]: string };
  };
  /** The first ten leaks with their owners; only there when there are any. */
  readonly leaks?: readonly Leak[];
  /** What the test itself counted with `user.count`, by name. */
  readonly counters: Counters;
  readonly workers: readonly {
    readonly id: string;
    readonly lost: boolean;
    /** At its peak. */
    readonly users: number;
    /** Of a lost one: when that was known. Its users went on elsewhere; what it had not reported is missing. */
    readonly lostAtSeconds?: number;
  }[];
  readonly generator: {
    readonly saturated: boolean;
    readonly reasons: readonly string[];
    /** Milliseconds; null: nothing was started. */
    readonly lateness: Latency | null;
    readonly eventLoopLagMs: { readonly p99: number; readonly max: number };
    readonly cpuSeconds: number;
    /** How long workers were ready to run and waited for a core; 0: not known. */
    readonly coreWaitSeconds: number;
    readonly peakRssBytes: number;
    /** Pauses for garbage collection, of all workers together, and the longest of them; milliseconds. */
    readonly gcMs: number;
    readonly gcLongestMs: number;
    /** The most file descriptors that were open, connections among them, and how many may be; 0: not known. */
    readonly peakOpenFiles: number;
    readonly openFilesLimit: number;
    /** The most local ports that connections held or had just let go, and how many there are; 0: not known. */
    readonly peakLocalPorts: number;
    readonly localPortsLimit: number;
    /** Starts more than 5 ms late. */
    readonly lateStarts: number;
    readonly missedStarts: number;
    /** Requests cut short by the end: sent = passed + failed + interrupted. */
    readonly interrupted: number;
    /** Requests sent a second time because the server had closed their kept-alive connection; counted once. */
    readonly repeats: number;
  };
}
