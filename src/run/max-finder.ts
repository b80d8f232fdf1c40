import { type ArrivalPlan, arrivalPlan, type Stage, type UsersPlan, usersPlan } from "../engine/index.ts";
import { RunStatistics, type StepResult, type Tick } from "../stats/index.ts";
import {
  type GeneratorHealth,
  healthyGenerator,
  MaxSearch,
  type MaxSearchOptions,
  type Threshold,
  type Verdict,
  verdictOf,
  wasLate,
} from "../verdict/index.ts";

/** What is searched, and how. */
export interface MaxSettings {
  /** Starts per second, or users. */
  readonly of: "rate" | "users";
  /** The users that make the starts; the most users. */
  readonly users: number;
  /** Users started per second when more are wanted. */
  readonly spawnRate: number;
  /** When the search ends at the latest; Infinity: when it is done. */
  readonly runTimeMs: number;
  readonly search: MaxSearchOptions;
}

/** One load with what was measured under it. */
export interface MeasuredLoad {
  readonly target: number;
  readonly seconds: number;
  readonly statistics: RunStatistics;
  readonly verdict: Verdict;
  readonly passed: boolean;
}

/** What the workers should do now: follow another plan, or end. */
export type MaxAction =
  | { readonly kind: "retarget"; readonly plan: UsersPlan | ArrivalPlan }
  | { readonly kind: "over" };

/** Seconds after a change of the load that are not measured. */
const settleSeconds = 2;
/** After a load that was too much the service gets time to work off what it still has. */
const mostPauseSeconds = 10;
/** The word reaches the workers a moment after the second it answers has ended. */
const leadMs = 250;
/** A load of which less than this was applied was not measured. */
const leastAppliedShare = 0.97;

/**
 * A measurement that the generator itself spoiled, be it by one hiccup of its machine, says nothing of the service and is
 * made again, so often at most.
 */
const mostRepeats = 3;

type Phase =
  | {
      readonly kind: "measure";
      readonly target: number;
      readonly seconds: number;
      /** The first second that is measured. */
      readonly from: number;
      readonly statistics: RunStatistics;
    }
  | { readonly kind: "pause"; readonly from: number };

/**
 * Leads a run from load to load until the highest one that meets the thresholds is found: lets each load settle,
 * measures it, judges it as a run of its own, and says what comes next. Driven by the merged ticks alone.
 */
export class MaxFinder {
  readonly #settings: MaxSettings;
  readonly #thresholds: readonly Threshold[];
  readonly #healthOf: (statistics: RunStatistics) => GeneratorHealth;
  readonly #search: MaxSearch;
  readonly #measured: MeasuredLoad[] = [];
  /** What has been asked for so far; the last one holds until further notice. */
  readonly #stages: Stage[] = [];
  #phase: Phase;
  #spoiledInARow = 0;

  constructor(
    settings: MaxSettings,
    thresholds: readonly Threshold[],
    healthOf: (statistics: RunStatistics) => GeneratorHealth,
  ) {
    this.#settings = settings;
    this.#thresholds = thresholds;
    this.#healthOf = healthOf;
    this.#search = new MaxSearch(settings.search);
    const { target, seconds } = this.#search.next()!;
    this.#phase = { kind: "measure", target, seconds, from: this.#goTo(target, 0), statistics: new RunStatistics() };
  }

  /** What the workers follow at first. */
  get plan(): UsersPlan | ArrivalPlan {
    const { of, users, runTimeMs } = this.#settings;
    const stages = [...this.#stages];
    return of === "rate" ? arrivalPlan(stages, users, runTimeMs) : usersPlan(stages, runTimeMs);
  }

  /** Every load that was measured, in order: the curve of latency against load. */
  get measured(): readonly MeasuredLoad[] {
    return this.#measured;
  }

  /** The highest load that passed; null: none. */
  get best(): MeasuredLoad | null {
    const { best } = this.#search;
    return this.#measured.findLast(({ target, passed }) => passed && target === best?.target) ?? null;
  }

  /** True when the search ended at the highest load it was allowed. */
  get isCapped(): boolean {
    return this.#search.isCapped;
  }

  /** The measured loads as steps of the run. */
  get steps(): StepResult[] {
    return this.#measured.map(({ target, seconds, statistics }) => ({
      name: this.nameOf(target),
      target,
      durationSeconds: seconds,
      statistics: statistics.total,
    }));
  }

  /** A load in words: `908/s`, `120 users`. */
  nameOf(target: number): string {
    return this.#settings.of === "rate" ? `${Number(target.toPrecision(4))}/s` : `${target} users`;
  }

  /** Takes the next merged second; null: go on as you are. */
  add(tick: Tick): MaxAction | null {
    const phase = this.#phase;
    if (tick.second < phase.from) return null;
    if (phase.kind === "pause") return this.#hasRested(phase, tick) ? this.#goOn(tick.second) : null;
    phase.statistics.add(tick);
    if (tick.second < phase.from + phase.seconds - 1) return null;
    const passed = this.#judge(phase);
    if (!passed && this.#settings.of === "rate" && this.#search.next() !== null) return this.#rest(tick.second);
    return this.#goOn(tick.second);
  }

  #hasRested({ from }: Phase, tick: Tick): boolean {
    return tick.endpoints.length === 0 || tick.second >= from + mostPauseSeconds;
  }

  #judge({ target, seconds, statistics }: Phase & { kind: "measure" }): boolean {
    const generator = this.#healthOf(statistics);
    const verdict = this.#verdictOf(statistics, seconds, generator);
    const isBorne =
      (generator.isOnlyLate ? this.#verdictOf(statistics, seconds, healthyGenerator) : verdict).verdict === "passed";
    const isApplied =
      this.#settings.of === "users" || statistics.lateness.count >= leastAppliedShare * target * seconds;
    const passed = isBorne && isApplied;
    this.#measured.push({ target, seconds, statistics, verdict, passed });
    const isSpoiled = !passed && (verdict.verdict === "invalid" || wasLate(statistics));
    if (isSpoiled && this.#spoiledInARow++ < mostRepeats) return passed;
    this.#spoiledInARow = 0;
    this.#search.report({ target, seconds, passed });
    return passed;
  }

  #verdictOf(statistics: RunStatistics, durationSeconds: number, generator: GeneratorHealth): Verdict {
    return verdictOf({ statistics, durationSeconds, thresholds: this.#thresholds, generator, interruptedBy: null });
  }

  #rest(second: number): MaxAction {
    const from = this.#goTo(0, (second + 1) * 1000 + leadMs) - settleSeconds;
    this.#phase = { kind: "pause", from };
    return { kind: "retarget", plan: this.plan };
  }

  #goOn(second: number): MaxAction {
    const next = this.#search.next();
    if (next === null) return { kind: "over" };
    const from = this.#goTo(next.target, (second + 1) * 1000 + leadMs);
    this.#phase = { kind: "measure", ...next, from, statistics: new RunStatistics() };
    return { kind: "retarget", plan: this.plan };
  }

  /** Holds a load from `atMs` on; returns the first second in which it has settled. */
  #goTo(target: number, atMs: number): number {
    const { of, spawnRate } = this.#settings;
    const before = this.#stages.pop();
    const current = before?.to ?? 0;
    if (before !== undefined) {
      const heldMs = atMs - this.#stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
      this.#stages.push({ ...before, durationMs: heldMs });
    }
    const rampMs = of === "users" && target > current ? ((target - current) / spawnRate) * 1000 : 0;
    if (rampMs > 0) this.#stages.push({ durationMs: rampMs, from: current, to: target });
    this.#stages.push({ durationMs: Number.POSITIVE_INFINITY, from: target, to: target });
    return Math.ceil((atMs + rampMs) / 1000) + settleSeconds;
  }
}
