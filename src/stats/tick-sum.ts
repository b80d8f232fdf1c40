import { outcomes } from "../ground/index.ts";
import { PackedReader } from "./packed-bytes.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { mergeTicks } from "./merge-ticks.ts";
import { eachPhase, phases } from "./phases.ts";
import { endpointHistograms, packTick, readRest } from "./tick-bytes.ts";
import { type EndpointTick, noOutcomes, type Tick } from "./tick.ts";

/** Packed ticks of one second as one: what `mergeTicks` makes of them, without making each of them first. */
export function sumTicks(packed: readonly Uint8Array[]): Uint8Array {
  if (packed.length === 1) return packed[0]!;
  const endpoints = new Map<string, EndpointSum>();
  const rests: Tick[] = [];
  for (const bytes of packed) {
    const reader = new PackedReader(bytes);
    for (let left = reader.number(); left > 0; left--) addEndpoint(endpoints, reader);
    rests.push({ ...readRest(reader), endpoints: [] });
  }
  return packTick({ ...mergeTicks(rests), endpoints: Array.from(endpoints.values(), (sum) => sum.toTick()) });
}

function addEndpoint(endpoints: Map<string, EndpointSum>, reader: PackedReader): void {
  const [method, name] = [reader.text(), reader.text()];
  const key = `${method} ${name}`;
  let sum = endpoints.get(key);
  if (sum === undefined) endpoints.set(key, (sum = new EndpointSum(method, name)));
  sum.add(reader);
}

/** One endpoint of all workers; its histograms are made when there is something in them. */
class EndpointSum {
  readonly #method: string;
  readonly #name: string;
  readonly #outcomes = noOutcomes();
  readonly #histograms: (LatencyHistogram | undefined)[] = [];
  #requests = 0;
  #bytesReceived = 0;
  #contentBytes = 0;

  constructor(method: string, name: string) {
    this.#method = method;
    this.#name = name;
  }

  /** Reads on behind the name, in the order in which a tick is packed. */
  add(reader: PackedReader): void {
    this.#requests += reader.number();
    for (const outcome of outcomes) this.#outcomes[outcome] += reader.number();
    this.#bytesReceived += reader.number();
    this.#contentBytes += reader.number();
    for (let at = 0; at < endpointHistograms.length + phases.length; at++) this.#addHistogram(at, reader);
  }

  toTick(): EndpointTick {
    const [intended, service, failure, cold] = endpointHistograms.map((_, at) => this.#sparse(at));
    return {
      method: this.#method,
      name: this.#name,
      requests: this.#requests,
      outcomes: this.#outcomes,
      bytesReceived: this.#bytesReceived,
      contentBytes: this.#contentBytes,
      intended: intended!,
      service: service!,
      failure: failure!,
      cold: cold!,
      phases: eachPhase((phase) => this.#sparse(endpointHistograms.length + phases.indexOf(phase))),
    };
  }

  #addHistogram(at: number, reader: PackedReader): void {
    let left = reader.number();
    if (left === 0) return;
    const histogram = (this.#histograms[at] ??= new LatencyHistogram());
    for (let index = 0; left > 0; left--) {
      index += reader.number();
      histogram.addBucket(index, reader.number());
    }
    histogram.addBounds(reader.number(), reader.number(), reader.number());
  }

  #sparse(at: number) {
    return (this.#histograms[at] ?? nothing).toSparse();
  }
}

const nothing = new LatencyHistogram();
