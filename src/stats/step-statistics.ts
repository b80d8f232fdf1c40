import { EndpointStatistics } from "./endpoint-statistics.ts";
import type { Tick } from "./tick.ts";

/** A part of a run, in whole seconds. */
export interface StepSpan {
  readonly name: string;
  /** Users, or starts per second. */
  readonly target: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** What a step came to. */
export interface StepResult {
  readonly name: string;
  readonly target: number;
  /** As far as it was run and counted. */
  readonly durationSeconds: number;
  /** All endpoints together. */
  readonly statistics: EndpointStatistics;
}

/** The statistics of each step of a run; a request belongs to the step in which it ended. */
export class StepStatistics {
  readonly #steps: { readonly span: StepSpan; readonly statistics: EndpointStatistics; seconds: number }[];
  #second = -1;

  constructor(spans: readonly StepSpan[]) {
    this.#steps = spans.map((span) => ({ span, statistics: new EndpointStatistics("", ""), seconds: 0 }));
  }

  /** Those that were begun. */
  get results(): readonly StepResult[] {
    return this.#steps
      .filter(({ seconds }) => seconds > 0)
      .map(({ span: { name, target }, statistics, seconds }) => ({
        name,
        target,
        durationSeconds: seconds,
        statistics,
      }));
  }

  /** Adds a merged tick, in the order of their seconds; what ends after the last step belongs to none. */
  add(tick: Tick): void {
    const atMs = tick.second * 1000;
    const step = this.#steps.find(({ span }) => atMs >= span.startMs && atMs < span.endMs);
    if (step === undefined) return;
    for (const endpoint of tick.endpoints) step.statistics.add(tick.second, endpoint);
    if (tick.second > this.#second) step.seconds++;
    this.#second = tick.second;
  }
}
