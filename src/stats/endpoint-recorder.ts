import { isFastFailure, type Outcome } from "../ground/index.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { PhaseHistograms, type PhaseMoments } from "./phases.ts";
import { endpointLabel, type EndpointTick, noOutcomes } from "./tick.ts";

/** The hot counters of one endpoint in one worker. */
export class EndpointRecorder {
  readonly method: string;
  readonly name: string;
  /** As errors name it. */
  readonly label: string;
  #requests = 0;
  #passed = 0;
  #bytesReceived = 0;
  #contentBytes = 0;
  #outcomes = noOutcomes();
  readonly #intended = new LatencyHistogram();
  readonly #service = new LatencyHistogram();
  readonly #failure = new LatencyHistogram();
  readonly #cold = new LatencyHistogram();
  readonly #phases = new PhaseHistograms();

  constructor(method: string, name: string) {
    this.method = method;
    this.name = name;
    this.label = endpointLabel(method, name);
  }

  /** Counts one finished request; `isFirst`: no other of its user came before. */
  record(
    outcome: Outcome,
    dueMs: number,
    sentMs: number,
    endMs: number,
    bytesReceived: number,
    contentBytes: number,
    isFirst: boolean,
  ): void {
    this.#requests++;
    this.#bytesReceived += bytesReceived;
    this.#contentBytes += contentBytes;
    if (outcome === "ok") this.#passed++;
    else this.#outcomes[outcome]++;
    if (isFastFailure(outcome)) {
      this.#failure.add((endMs - dueMs) * 1000);
    } else {
      this.#intended.add((endMs - dueMs) * 1000);
      this.#service.add((endMs - sentMs) * 1000);
      if (isFirst) this.#cold.add((endMs - dueMs) * 1000);
    }
  }

  /** Counts the phases of a request that was answered. */
  recordPhases(moments: PhaseMoments): void {
    this.#phases.add(moments);
  }

  /** What was counted since the last call; null when that is nothing. */
  take(): EndpointTick | null {
    if (this.#requests === 0) return null;
    const tick = {
      method: this.method,
      name: this.name,
      requests: this.#requests,
      outcomes: { ...this.#outcomes, ok: this.#passed },
      bytesReceived: this.#bytesReceived,
      contentBytes: this.#contentBytes,
      intended: this.#intended.take(),
      service: this.#service.take(),
      failure: this.#failure.take(),
      cold: this.#cold.take(),
      phases: this.#phases.take(),
    };
    this.#requests = 0;
    this.#passed = 0;
    this.#bytesReceived = 0;
    this.#contentBytes = 0;
    this.#outcomes = noOutcomes();
    return tick;
  }
}
