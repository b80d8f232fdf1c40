import { outcomes } from "../ground/index.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { PhaseHistograms } from "./phases.ts";
import { RecentWindow } from "./recent-window.ts";
import { type EndpointTick, noOutcomes, type OutcomeCounts } from "./tick.ts";

/** Everything counted since the start of the run for one endpoint, or for all of them. */
export class EndpointStatistics {
  readonly method: string;
  readonly name: string;
  requests = 0;
  bytesReceived = 0;
  /** Of the bodies, decompressed. */
  contentBytes = 0;
  readonly outcomes: OutcomeCounts = noOutcomes();
  /** From the intended start; all but fast failures. */
  readonly intended = new LatencyHistogram();
  /** The same requests, from the send. */
  readonly service = new LatencyHistogram();
  /** Fast failures. */
  readonly failure = new LatencyHistogram();
  /** The part of `intended` that was some user's first request; the rest is {@link EndpointStatistics.warm}. */
  readonly cold = new LatencyHistogram();
  readonly phases = new PhaseHistograms();
  /** The last ten seconds. */
  readonly recent: RecentWindow;

  /** `firstSecond`: the second of the run with which the counting begins. */
  constructor(method: string, name: string, firstSecond = 0) {
    this.method = method;
    this.name = name;
    this.recent = new RecentWindow(firstSecond);
  }

  get failures(): number {
    return this.requests - this.outcomes.ok;
  }

  /** Every request of `intended` but the first one of each user. */
  get warm(): LatencyHistogram {
    return this.intended.without(this.cold);
  }

  /** Adds what happened in a second. */
  add(second: number, tick: EndpointTick): void {
    this.requests += tick.requests;
    this.bytesReceived += tick.bytesReceived;
    this.contentBytes += tick.contentBytes;
    for (const outcome of outcomes) this.outcomes[outcome] += tick.outcomes[outcome];
    this.intended.merge(tick.intended);
    this.service.merge(tick.service);
    this.failure.merge(tick.failure);
    this.cold.merge(tick.cold);
    this.phases.merge(tick.phases);
    this.recent.add(second, tick.requests, tick.requests - tick.outcomes.ok);
  }
}
