import {
  endpointLabel,
  EndpointStatistics,
  type EndpointTick,
  LatencyHistogram,
  RunStatistics,
  type SparseHistogram,
  type Tick,
} from "../../stats/index.ts";

/** What one endpoint, or all of them, did in one batch of seconds. */
export interface Batch {
  readonly seconds: number;
  readonly requests: number;
  readonly failures: number;
  readonly contentBytes: number;
  readonly latencies: SparseHistogram;
}

/** A run cut into batches of consecutive seconds, as many and as equal as they can be. */
export interface BatchedRun {
  readonly statistics: RunStatistics;
  /** Of the total, under the empty label, and of each endpoint. */
  readonly batches: ReadonlyMap<string, readonly Batch[]>;
}

/** In the finest cut; fewer are made of these by joining neighbours. */
export const mostBatches = 20;

/**
 * Cuts a run of `seconds` counted seconds, the first of them `firstSecond`. Ticks come in their order; only one batch is
 * held in full at a time.
 */
export async function batchedRun(
  ticks: AsyncIterable<Tick>,
  firstSecond: number,
  seconds: number,
): Promise<BatchedRun> {
  const statistics = new RunStatistics(firstSecond);
  const maker = new BatchMaker();
  let counted = 0;
  for await (const tick of ticks) {
    if (tick.second < firstSecond) continue;
    statistics.add(tick);
    if (counted >= seconds) continue;
    const place = Math.floor((counted++ * mostBatches) / seconds);
    maker.add(place, tick);
  }
  return { statistics, batches: maker.batches() };
}

class BatchMaker {
  readonly #made = new Map<string, Batch[]>();
  readonly #open = new Map<string, EndpointStatistics>();
  readonly #empty = new LatencyHistogram().toSparse();
  #place = 0;
  #seconds = 0;

  add(place: number, tick: Tick): void {
    while (this.#place < place) this.#close();
    this.#seconds++;
    for (const endpoint of tick.endpoints) {
      this.#openFor("").add(tick.second, endpoint);
      this.#openFor(labelOf(endpoint)).add(tick.second, endpoint);
    }
  }

  batches(): ReadonlyMap<string, readonly Batch[]> {
    while (this.#place < mostBatches) this.#close();
    return this.#made;
  }

  #openFor(label: string): EndpointStatistics {
    let open = this.#open.get(label);
    if (open === undefined) this.#open.set(label, (open = new EndpointStatistics("", label)));
    return open;
  }

  #close(): void {
    const seconds = this.#seconds;
    const nothing: Batch = { seconds, requests: 0, failures: 0, contentBytes: 0, latencies: this.#empty };
    for (const label of this.#open.keys()) if (!this.#made.has(label)) this.#made.set(label, []);
    for (const [label, made] of this.#made) {
      // An endpoint that came later has empty batches before.
      while (made.length < this.#place) made.push({ ...nothing, seconds: 0 });
      const open = this.#open.get(label);
      made.push(open === undefined ? nothing : batchOf(open, seconds));
    }
    this.#open.clear();
    this.#seconds = 0;
    this.#place++;
  }
}

function batchOf({ requests, failures, contentBytes, intended }: EndpointStatistics, seconds: number): Batch {
  return { seconds, requests, failures, contentBytes, latencies: intended.toSparse() };
}

/** `batches` joined to `count`, a divisor of their number. */
export function joinedBatches(batches: readonly Batch[], count: number): Batch[] {
  const size = batches.length / count;
  return Array.from({ length: count }, (_, i) => batches.slice(i * size, (i + 1) * size).reduce(joined));
}

function joined(a: Batch, b: Batch): Batch {
  const latencies = new LatencyHistogram();
  latencies.merge(a.latencies);
  latencies.merge(b.latencies);
  return {
    seconds: a.seconds + b.seconds,
    requests: a.requests + b.requests,
    failures: a.failures + b.failures,
    contentBytes: a.contentBytes + b.contentBytes,
    latencies: latencies.toSparse(),
  };
}

function labelOf({ method, name }: Pick<EndpointTick, "method" | "name">): string {
  return endpointLabel(method, name);
}
