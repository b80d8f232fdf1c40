import { outcomes } from "../ground/index.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { RecentWindow } from "./recent-window.ts";
import { type EndpointTick, noOutcomes, type OutcomeCounts } from "./tick.ts";

/** Everything counted since the start of the run for one endpoint, or for all of them. */
export class EndpointStatistics {
  readonly method: string;
  readonly name: string;
  requests = 0;
  bytesReceived = 0;
  readonly outcomes: OutcomeCounts = noOutcomes();
  /** From the intended start; all but fast failures. */
  readonly intended = new LatencyHistogram();
  /** The same requests, from the send. */
  readonly service = new LatencyHistogram();
  /** Fast failures. */
  readonly failure = new LatencyHistogram();
  /** The last ten seconds. */
  readonly recent = new RecentWindow();

  constructor(method: string, name: string) {
    this.method = method;
    this.name = name;
  }

  get failures(): number {
    return this.requests - this.outcomes.ok;
  }

  /** Adds what happened in a second. */
  add(second: number, tick: EndpointTick): void {
    this.requests += tick.requests;
    this.bytesReceived += tick.bytesReceived;
    for (const outcome of outcomes) this.outcomes[outcome] += tick.outcomes[outcome];
    this.intended.merge(tick.intended);
    this.service.merge(tick.service);
    this.failure.merge(tick.failure);
    this.recent.add(second, tick.requests, tick.requests - tick.outcomes.ok);
  }
}
