import { KitError } from "../ground/index.ts";
import { type EndpointTick, endpointLabel, RunStatistics, type Tick } from "../stats/index.ts";
import { evaluateThreshold } from "./evaluate-threshold.ts";
import { isWithin, type Threshold, type ThresholdResult } from "./threshold.ts";

/** Where in the run a step lies. */
export interface StepTimes {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** When a run is planned to end, and its steps. */
export interface WatchedPlan {
  readonly steps: readonly StepTimes[];
  readonly endMs: number;
}

/** How much of a second a worker must have been at work in it for the second to say something about a rate. */
const wholeSecondShare = 0.9;

/**
 * Follows the thresholds of a run from second to second: those over a window or a step, which cannot be judged from the
 * sum of the run, and those that end it. Memory is bounded by the longest window. Pure but for what it was told.
 */
export class ThresholdWatch {
  readonly #watched: ReadonlyMap<Threshold, WatchedExtent>;
  readonly #endMs: number;
  #seconds = 0;
  #isEnding = false;
  #aborted: { readonly by: Threshold; readonly result: ThresholdResult } | undefined;

  /** Throws `PICKUP_THRESHOLD_INVALID` (exit 2) when a threshold names a step that the plan does not have. */
  constructor(thresholds: readonly Threshold[], plan: WatchedPlan) {
    this.#watched = new Map(thresholds.map((threshold) => [threshold, extentOf(threshold, plan)]));
    this.#endMs = plan.endMs;
  }

  /** The threshold that ends the run; null as long as none does. */
  get abortedBy(): Threshold | null {
    return this.#aborted?.by ?? null;
  }

  /** The load ends before its time: from this second on, rates say nothing any more. */
  end(): void {
    this.#isEnding = true;
  }

  /** Adds a merged second; `statistics` hold the run so far. */
  add(tick: Tick, statistics: RunStatistics): void {
    this.#seconds++;
    const isWhole = this.#isWhole(tick);
    for (const extent of this.#watched.values()) extent.add(tick, isWhole);
    if (this.#aborted === undefined) this.#abortAt(tick.second + 1, statistics);
  }

  /** What all thresholds came to so far, in their order. */
  resultsOf(statistics: RunStatistics): ThresholdResult[] {
    return Array.from(this.#watched.keys(), (threshold) => this.resultOf(threshold, statistics, this.#seconds));
  }

  /** What a threshold came to, at the end of the run or so far. */
  resultOf(threshold: Threshold, statistics: RunStatistics, durationSeconds: number): ThresholdResult {
    if (this.#aborted?.by === threshold) return this.#aborted.result;
    const watched = this.#watched.get(threshold);
    return watched?.result() ?? evaluateThreshold(threshold, statistics, durationSeconds);
  }

  #abortAt(second: number, statistics: RunStatistics): void {
    for (const threshold of this.#watched.keys()) {
      if (threshold.abort === null || second * 1000 < threshold.abort.graceMs) continue;
      const result = this.resultOf(threshold, statistics, this.#seconds);
      if (result.passed || result.observed === null) continue;
      this.#aborted = { by: threshold, result: { ...result, abortedAtSecond: second } };
      return;
    }
  }

  /** The seconds after the end, and one that the end cut short, hold fewer requests than the load was. */
  #isWhole({ second, generator, workers }: Tick): boolean {
    if (this.#isEnding || (second + 1) * 1000 > this.#endMs) return false;
    return generator.elapsedMs >= wholeSecondShare * 1000 * workers.length;
  }
}

/** The statistics of a part of the run. */
interface WatchedExtent {
  add(tick: Tick, isWhole: boolean): void;
  /** Undefined: as the whole run has it. */
  result(): ThresholdResult | undefined;
}

const wholeRun: WatchedExtent = { add: () => undefined, result: () => undefined };

function extentOf(threshold: Threshold, plan: WatchedPlan): WatchedExtent {
  const { extent } = threshold;
  if (extent.kind === "run") return wholeRun;
  if (extent.kind === "window") return new WindowWatch(threshold, extent.seconds);
  return new StepWatch(threshold, stepOf(threshold, extent.step, plan.steps));
}

function stepOf({ expression }: Threshold, wanted: string, steps: readonly StepTimes[]): StepTimes {
  const number = /^(?:step\s*)?(\d+)$/i.exec(wanted)?.[1];
  const found = steps.find(({ name }) => name === wanted) ?? steps[Number(number) - 1];
  if (found !== undefined) return found;
  const known = steps.map(({ name }) => `"${name}"`).join(", ");
  throw new KitError("PICKUP_THRESHOLD_INVALID", `threshold "${expression}" names a step that the run does not have`, {
    hint: known === "" ? "The load has no steps: leave {…} out." : `Its steps are ${known}; a number counts from 1.`,
  });
}

/** The ticks of one step, added up. */
class StepWatch implements WatchedExtent {
  readonly #threshold: Threshold;
  readonly #step: StepTimes;
  readonly #statistics = new RunStatistics();
  #seconds = 0;

  constructor(threshold: Threshold, step: StepTimes) {
    this.#threshold = threshold;
    this.#step = step;
  }

  add(tick: Tick): void {
    const startMs = tick.second * 1000;
    if (startMs < this.#step.startMs || startMs >= this.#step.endMs) return;
    this.#statistics.add(tick);
    this.#seconds++;
  }

  result(): ThresholdResult {
    return evaluateThreshold(this.#threshold, this.#statistics, this.#seconds);
  }
}

/** Every stretch of so many seconds; the worst of them counts. A run shorter than that is one stretch. */
class WindowWatch implements WatchedExtent {
  readonly #threshold: Threshold;
  readonly #seconds: number;
  #ticks: Tick[] = [];
  #worst: ThresholdResult | undefined;
  #sawSamples = false;

  constructor(threshold: Threshold, seconds: number) {
    this.#threshold = threshold;
    this.#seconds = seconds;
  }

  add(tick: Tick, isWhole: boolean): void {
    if (this.#threshold.metric.kind === "rate" && !isWhole) return;
    this.#ticks.push(reduced(tick, this.#threshold.endpoint));
    if (this.#ticks.length > this.#seconds) this.#ticks.shift();
    if (this.#ticks.length < this.#seconds) return;
    const result = this.#current();
    this.#sawSamples ||= result.observed !== null;
    const observed = result.observed ?? (this.#threshold.metric.kind === "rate" ? 0 : null);
    if (observed === null || (this.#worst !== undefined && !this.#isWorse(observed))) return;
    this.#worst = { ...result, observed, passed: isWithin(this.#threshold, observed) };
  }

  result(): ThresholdResult {
    if (this.#worst === undefined) return this.#current();
    return this.#sawSamples ? this.#worst : { ...this.#worst, observed: null, passed: false };
  }

  #current(): ThresholdResult {
    const statistics = new RunStatistics();
    for (const tick of this.#ticks) statistics.add(tick);
    return evaluateThreshold(this.#threshold, statistics, this.#ticks.length);
  }

  #isWorse(observed: number): boolean {
    const { comparison } = this.#threshold;
    const worst = this.#worst!.observed!;
    if (comparison === "==") return isWithin(this.#threshold, worst) && !isWithin(this.#threshold, observed);
    return comparison.startsWith(">") ? observed < worst : observed > worst;
  }
}

/** A tick with no more than a threshold looks at, so that a long window of many endpoints stays small. */
function reduced(tick: Tick, endpoint: string | null): Tick {
  const wanted = ({ method, name }: EndpointTick) => endpoint === null || endpointLabel(method, name) === endpoint;
  const endpoints = tick.endpoints.filter(wanted);
  // With one row for all, the sum of a window costs the same however many endpoints there are.
  const rows = endpoint === null ? endpoints.map((row) => ({ ...row, method: "", name: "all" })) : endpoints;
  return { ...tick, endpoints: rows, samples: [] };
}
