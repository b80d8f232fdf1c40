import { CounterBook } from "./counter-book.ts";
import { EndpointStatistics } from "./endpoint-statistics.ts";
import { ErrorTally } from "./error-tally.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { lateStartMs, limits, otherEndpoint } from "./limits.ts";
import { ProbeBook } from "./probe-book.ts";
import { SampleShelf } from "./sample-shelf.ts";
import { countAbove, type SparseHistogram } from "./sparse-histogram.ts";
import {
  type Counters,
  type EndpointTick,
  type ErrorCount,
  type FailureSample,
  type GeneratorTick,
  localPortsOf,
  type Tick,
  type WorkerTick,
} from "./tick.ts";
import { WriteBook } from "./write-book.ts";

/** A worker's use of its core above which a second counts as saturated. */
const saturatedShare = 0.95;

/** What a worker used since the start of the run. */
export interface WorkerUse {
  readonly worker: string;
  users: number;
  cpuMs: number;
  elapsedMs: number;
  /** Seconds it reported, and those of them in which it used more than 95 % of a core. */
  seconds: number;
  saturatedSeconds: number;
}

/** A run so far: the sum of its merged ticks. Its memory does not grow with the length of the run. */
export class RunStatistics {
  /** The second of the run with which the statistics begin: 0, or later after a reset. */
  readonly firstSecond: number;
  readonly total: EndpointStatistics;
  readonly lateness = new LatencyHistogram();
  readonly loopLag = new LatencyHistogram();
  readonly writes = new WriteBook();
  readonly probes = new ProbeBook();
  readonly tokens = { requested: 0, failed: 0, latency: new LatencyHistogram() };
  /** The last second that was added; -1 before the first. */
  second = -1;
  users = 0;
  peakUsers = 0;
  interrupted = 0;
  missedStarts = 0;
  repeats = 0;
  /** Starts more than 5 ms late, and the seconds that saw one. */
  lateStarts = 0;
  lateSeconds = 0;
  cpuMs = 0;
  /** How long workers were ready to run and waited for a core; 0: not known. */
  coreWaitMs = 0;
  peakRssBytes = 0;
  gcMs = 0;
  gcLongestMs = 0;
  peakOpenFiles = 0;
  openFilesLimit = 0;
  peakLocalPorts = 0;
  localPortsLimit = 0;
  readonly #endpoints = new Map<string, EndpointStatistics>();
  readonly #errors = new ErrorTally();
  readonly #shelf = new SampleShelf();
  readonly #samples: FailureSample[] = [];
  readonly #workers = new Map<string, WorkerUse>();
  readonly #counters = new CounterBook();
  #folded = false;

  constructor(firstSecond = 0) {
    this.firstSecond = firstSecond;
    this.total = new EndpointStatistics("", "", firstSecond);
  }

  /** Whole seconds that the statistics cover. */
  get seconds(): number {
    return Math.max(0, this.second - this.firstSecond + 1);
  }

  /** In the order of their first request. */
  get endpoints(): readonly EndpointStatistics[] {
    return [...this.#endpoints.values()];
  }

  get errors(): readonly ErrorCount[] {
    return this.#errors.errors;
  }

  /** The first few failed requests of each kind. */
  get samples(): readonly FailureSample[] {
    return this.#samples;
  }

  /** What the test itself counted. */
  get counters(): Counters {
    return this.#counters.counters;
  }

  get workers(): readonly WorkerUse[] {
    return [...this.#workers.values()];
  }

  /** What the reader of the results must know about them. */
  get warnings(): readonly string[] {
    if (!this.#folded) return [];
    return [
      `More than ${limits.endpoints} endpoint names: further ones are counted as "${otherEndpoint}". ` +
        "Give requests that belong together one name: { name: ... }.",
    ];
  }

  /** Means per second over the last ten seconds. */
  get current(): { requestsPerSecond: number; failuresPerSecond: number } {
    return this.total.recent.rates(Math.max(0, this.second));
  }

  /** Adds a merged tick. Ticks come in the order of their seconds; a second may come twice. */
  add(tick: Tick): void {
    this.second = Math.max(this.second, tick.second);
    if (tick.isLate === undefined) this.users = tick.users;
    this.peakUsers = Math.max(this.peakUsers, tick.users);
    for (const endpoint of tick.endpoints) this.#addEndpoint(tick.second, endpoint);
    for (const error of tick.errors) this.#errors.add(error);
    for (const sample of tick.samples) if (this.#shelf.keep(sample)) this.#samples.push(sample);
    this.#addLateness(tick.lateness);
    this.tokens.requested += tick.tokens.requested;
    this.tokens.failed += tick.tokens.failed;
    this.tokens.latency.merge(tick.tokens.latency);
    this.writes.add(tick.writes);
    this.probes.add(tick.probes);
    this.interrupted += tick.interrupted;
    this.missedStarts += tick.missedStarts;
    this.repeats += tick.repeats;
    this.#counters.addAll(tick.counters);
    this.#addGenerator(tick.generator);
    for (const worker of tick.workers) this.#addWorker(worker);
  }

  #addGenerator(generator: GeneratorTick): void {
    this.loopLag.merge(generator.loopLag);
    this.cpuMs += generator.cpuMs;
    this.coreWaitMs += generator.coreWaitMs;
    this.peakRssBytes = Math.max(this.peakRssBytes, generator.rssBytes);
    this.gcMs += generator.gcMs;
    this.gcLongestMs = Math.max(this.gcLongestMs, generator.gcLongestMs);
    this.peakOpenFiles = Math.max(this.peakOpenFiles, generator.openFiles);
    this.openFilesLimit = Math.max(this.openFilesLimit, generator.openFilesLimit);
    this.peakLocalPorts = Math.max(this.peakLocalPorts, localPortsOf(generator));
    this.localPortsLimit = Math.max(this.localPortsLimit, generator.localPortsLimit);
  }

  #addLateness(lateness: SparseHistogram): void {
    const late = countAbove(lateness, lateStartMs * 1000);
    this.lateStarts += late;
    if (late > 0) this.lateSeconds++;
    this.lateness.merge(lateness);
  }

  #addEndpoint(second: number, tick: EndpointTick): void {
    this.total.add(second, tick);
    this.#rowOf(tick).add(second, tick);
  }

  #rowOf({ method, name }: Pick<EndpointTick, "method" | "name">): EndpointStatistics {
    const isOther = method === "" && name === otherEndpoint;
    if (isOther) this.#folded = true;
    const key = `${method} ${name}`;
    const known = this.#endpoints.get(key);
    if (known !== undefined) return known;
    if (!isOther && this.#ownRows() >= limits.endpoints) return this.#rowOf({ method: "", name: otherEndpoint });
    const row = new EndpointStatistics(method, name, this.firstSecond);
    this.#endpoints.set(key, row);
    return row;
  }

  #ownRows(): number {
    return this.#endpoints.size - (this.#endpoints.has(` ${otherEndpoint}`) ? 1 : 0);
  }

  #addWorker({ worker, users, cpuMs, elapsedMs }: WorkerTick): void {
    const use = this.#workers.get(worker) ?? { worker, users, cpuMs: 0, elapsedMs: 0, seconds: 0, saturatedSeconds: 0 };
    this.#workers.set(worker, use);
    use.users = Math.max(use.users, users);
    use.cpuMs += cpuMs;
    use.elapsedMs += elapsedMs;
    if (elapsedMs <= 0) return;
    use.seconds++;
    if (cpuMs / elapsedMs > saturatedShare) use.saturatedSeconds++;
  }
}
