import { type EndpointTick, LatencyHistogram, percentilesMsOf } from "../../stats/index.ts";
import type { SeriesColumns } from "../run-history-view.ts";
import { Column } from "./column.ts";
import { type ColumnSet, columnsIn, membersIn, pointIn } from "./column-set.ts";
import { roundedMs } from "./rounded-ms.ts";

/** One line of the charts: what an endpoint, or all of them, did in each step of a run. */
export class Series {
  readonly #columns: ColumnSet<SeriesColumns>;
  /** Of the step that is open. */
  readonly #latencies = new LatencyHistogram();
  #index = -1;
  #requests = 0;
  #failures = 0;
  #wrongContent = 0;

  /** `from`: the first step of which anything is known. */
  constructor(from = 0) {
    const counts = () => new Column(0, from);
    const times = () => new Column(null, from);
    this.#columns = {
      requests: counts(),
      failures: counts(),
      wrongContent: counts(),
      p50Ms: times(),
      p95Ms: times(),
      p99Ms: times(),
      maxMs: times(),
    };
  }

  /** Adds a second to step `index`; steps come in their order. {@link Series.close} writes what they come to. */
  add(index: number, { requests, outcomes, intended }: EndpointTick): void {
    if (index !== this.#index) this.#open(index);
    this.#requests += requests;
    this.#failures += requests - outcomes.ok;
    this.#wrongContent += outcomes["wrong-content"];
    this.#latencies.merge(intended);
  }

  /** Writes the open step into the columns, as far as it has come. */
  close(): void {
    const { requests, failures, wrongContent, p50Ms, p95Ms, p99Ms, maxMs } = this.#columns;
    const index = this.#index;
    if (index < 0) return;
    requests.set(index, this.#requests);
    failures.set(index, this.#failures);
    wrongContent.set(index, this.#wrongContent);
    if (this.#latencies.count === 0) return;
    const [p50, p95, p99] = percentilesMsOf(this.#latencies, [50, 95, 99]);
    p50Ms.set(index, roundedMs(p50!));
    p95Ms.set(index, roundedMs(p95!));
    p99Ms.set(index, roundedMs(p99!));
    maxMs.set(index, roundedMs(this.#latencies.max / 1000));
  }

  pointAt(index: number) {
    return pointIn(this.#columns, index);
  }

  columns(length: number): SeriesColumns {
    return columnsIn(this.#columns, length);
  }

  /** The columns as the members of a JSON object. */
  members(length: number): string {
    return membersIn(this.#columns, length);
  }

  #open(index: number): void {
    this.#index = index;
    this.#requests = 0;
    this.#failures = 0;
    this.#wrongContent = 0;
    this.#latencies.clear();
  }
}
