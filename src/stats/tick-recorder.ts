import { type Clock, type KitError, maskedSecrets, type Outcome } from "../ground/index.ts";
import { CounterBook } from "./counter-book.ts";
import { EndpointRecorder } from "./endpoint-recorder.ts";
import { ErrorTally } from "./error-tally.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { percentileMsOf } from "./latency.ts";
import { limits, otherEndpoint } from "./limits.ts";
import type { PhaseMoments } from "./phases.ts";
import { ProbeBook } from "./probe-book.ts";
import { SampleShelf } from "./sample-shelf.ts";
import type { ContentDifference, EndpointTick, ErrorCount, FailureSample, Tick } from "./tick.ts";
import { WriteBook } from "./write-book.ts";

/** One finished request, as the HTTP client files it. Times are of the shared clock. */
export interface RecordedRequest extends PhaseMoments {
  readonly method: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Empty when ok. */
  readonly reason: string;
  readonly bytesReceived: number;
  /** Of the body, decompressed; left out where there is none. */
  readonly contentBytes?: number;
  /** 0 when there was no answer. */
  readonly status?: number;
}

/** What a worker measured about itself since the last tick. */
export interface WorkerFacts {
  readonly users: number;
  readonly cpuMs: number;
  readonly elapsedMs: number;
  readonly rssBytes: number;
  /** 0 or left out where it is not known. */
  readonly coreWaitMs?: number;
  readonly gcMs?: number;
  readonly gcLongestMs?: number;
  readonly openFiles?: number;
  readonly openFilesLimit?: number;
  readonly sockets?: number;
  readonly closingSockets?: number;
  readonly localPortsLimit?: number;
}

/** Counts what happens in one worker; {@link TickRecorder.take} hands over a second and starts the next. */
export class TickRecorder {
  readonly #worker: string;
  readonly #clock: Clock;
  readonly #endpoints = new Map<string, Map<string, EndpointRecorder>>();
  #endpointCount = 0;
  #lastUsed = new EndpointRecorder("", otherEndpoint);
  readonly #other = this.#lastUsed;
  readonly #errors = new ErrorTally();
  readonly #shelf = new SampleShelf();
  #samples: FailureSample[] = [];
  readonly #lateness = new LatencyHistogram();
  readonly #loopLag = new LatencyHistogram();
  readonly #tokenLatency = new LatencyHistogram();
  #tokensRequested = 0;
  #tokensFailed = 0;
  #interrupted = 0;
  #missedStarts = 0;
  #repeats = 0;
  readonly #counters = new CounterBook();
  #facts: WorkerFacts = { users: 0, cpuMs: 0, elapsedMs: 0, rssBytes: 0 };

  /** What the ledgers of the users report to. */
  readonly writes = new WriteBook();
  readonly probes = new ProbeBook();

  /** What the token pool reports to. */
  readonly tokens = {
    fetched: (latencyMs: number): void => {
      this.#tokensRequested++;
      this.#tokenLatency.add(latencyMs * 1000);
    },
    failed: (error: KitError): void => {
      this.#tokensRequested++;
      this.#tokensFailed++;
      this.#countError("token", error.code, error.message, "tokens");
    },
  };

  constructor(worker: string, clock: Clock) {
    this.#worker = worker;
    this.#clock = clock;
  }

  /**
   * Counts one finished request: its outcome, its latencies and, when it failed, its error. `isFirst`: it was the first
   * one of its user. `reason`: why it failed, as the results may say it.
   */
  record(request: RecordedRequest, isFirst = false, reason = request.reason): void {
    const { outcome, method, name } = request;
    const last = this.#lastUsed;
    const endpoint = last.name === name && last.method === method ? last : this.#endpointOf(method, name);
    const { dueMs, sentMs, endMs, bytesReceived, contentBytes = 0 } = request;
    endpoint.record(outcome, dueMs, sentMs, endMs, bytesReceived, contentBytes, isFirst);
    if (request.status !== undefined && request.status > 0) endpoint.recordPhases(request);
    if (outcome !== "ok") this.#countError("request", outcome, reason, endpoint.label);
  }

  /** Counts an error that is no outcome of a request: a task that threw, a `fail()` after the request was filed. */
  scriptError(code: string, message: string, endpoint: string, stack = ""): void {
    this.#countError("script", code, message, endpoint, stack);
  }

  /** Counts the start of a task: how much later it began than the wait, the pacing or the plan wanted it. */
  started(dueMs: number, nowMs: number): void {
    this.#lateness.add((nowMs - dueMs) * 1000);
  }

  /** Counts starts that found no free user. */
  missed(starts: number): void {
    this.#missedStarts += starts;
  }

  /** Counts a request that was sent again. */
  repeated(): void {
    this.#repeats++;
  }

  /** Adds to a counter of the test's own. */
  count(name: string, amount: number): void {
    this.#counters.add(name, amount);
  }

  /** Counts requests cut short by the end of the run. */
  cut(requests: number): void {
    this.#interrupted += requests;
  }

  /** True while a sample of this kind would still be kept. */
  wantsSample(kind: Pick<FailureSample, "endpoint" | "outcome" | "reason">): boolean {
    return this.#shelf.wants(kind);
  }

  /** Keeps a failed request, if there is still a place for its kind. */
  keepSample(sample: FailureSample): void {
    if (!this.#shelf.keep(sample)) return;
    const { reason, difference } = sample;
    this.#samples.push({ ...sample, reason: shown(reason), difference: difference && shortDifference(difference) });
  }

  /** Counts a task that ended because its user had no token. */
  withoutToken(error: KitError): void {
    this.#countError("token", error.code, error.message, "task");
  }

  /** Counts observations of the event loop's lag (beyond the interval of whoever measures it). */
  loopLag(lagMs: number, times = 1): void {
    this.#loopLag.addTimes(lagMs * 1000, times);
  }

  /** Hands in what the worker measured about itself since the last tick. */
  setFacts(facts: WorkerFacts): void {
    this.#facts = facts;
  }

  /** What happened since the last call, as the tick of this second. */
  take(second: number): Tick {
    const { users, cpuMs, elapsedMs, rssBytes, coreWaitMs = 0, gcMs = 0, gcLongestMs = 0 } = this.#facts;
    const { openFiles = 0, openFilesLimit = 0, sockets = 0, closingSockets = 0, localPortsLimit = 0 } = this.#facts;
    const held = { rssBytes, openFiles, openFilesLimit, sockets, closingSockets, localPortsLimit };
    const spent = { cpuMs, elapsedMs, coreWaitMs, gcMs, gcLongestMs };
    const loopLagP99Ms = percentileMsOf(this.#loopLag, 99);
    const tick: Tick = {
      second,
      users,
      endpoints: this.#takeEndpoints(),
      errors: this.#errors.take(),
      samples: this.#samples,
      lateness: this.#lateness.take(),
      tokens: { requested: this.#tokensRequested, failed: this.#tokensFailed, latency: this.#tokenLatency.take() },
      writes: this.writes.take(),
      probes: this.probes.take(),
      interrupted: this.#interrupted,
      missedStarts: this.#missedStarts,
      repeats: this.#repeats,
      counters: this.#counters.take(),
      generator: { loopLag: this.#loopLag.take(), ...spent, ...held },
      workers: [{ worker: this.#worker, users, cpuMs, elapsedMs, loopLagP99Ms, rssBytes }],
    };
    this.#samples = [];
    this.#tokensRequested = 0;
    this.#tokensFailed = 0;
    this.#interrupted = 0;
    this.#missedStarts = 0;
    this.#repeats = 0;
    this.#facts = { users, cpuMs: 0, elapsedMs: 0, ...held };
    return tick;
  }

  #endpointOf(method: string, name: string): EndpointRecorder {
    let named = this.#endpoints.get(method);
    if (named === undefined) this.#endpoints.set(method, (named = new Map()));
    let endpoint = named.get(name);
    if (endpoint === undefined) {
      if (this.#endpointCount >= limits.endpoints) return this.#other;
      named.set(name, (endpoint = new EndpointRecorder(method, name)));
      this.#endpointCount++;
    }
    this.#lastUsed = endpoint;
    return endpoint;
  }

  #countError(kind: ErrorCount["kind"], code: string, message: string, endpoint: string, stack = ""): void {
    const seenMs = this.#clock.wallNow();
    const seen = { count: 1, firstSeenMs: seenMs, lastSeenMs: seenMs };
    this.#errors.add({ kind, code, message: shown(message), endpoint, stack: shown(stack), ...seen });
  }

  #takeEndpoints(): EndpointTick[] {
    const ticks: EndpointTick[] = [];
    for (const named of this.#endpoints.values()) {
      for (const endpoint of named.values()) {
        const tick = endpoint.take();
        if (tick !== null) ticks.push(tick);
      }
    }
    const rest = this.#other.take();
    return rest === null ? ticks : [...ticks, rest];
  }
}

function shortDifference({ reason, message, expected, got }: ContentDifference): ContentDifference {
  return { reason, message: shown(message), expected: shown(expected), got: shown(got) };
}

/** No secret is shorter than so many characters, and most messages are. */
const leastSecret = 16;

/** A text from outside as the results may hold it: of bounded length, and without what looks like a secret. */
function shown(text: string): string {
  if (text.length <= leastSecret) return text;
  const masked = maskedSecrets(text.slice(0, limits.textLength * 2));
  return masked.length > limits.textLength ? `${masked.slice(0, limits.textLength)}…` : masked;
}
