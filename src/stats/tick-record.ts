import {
  type HistogramRecord,
  histogramFromRecord,
  histogramRecordOf,
  type SparseHistogram,
} from "./sparse-histogram.ts";
import { eachPhase, type Phase } from "./phases.ts";
import type { EndpointTick, GeneratorTick, Tick, TokenTick } from "./tick.ts";
import type { WriteTick } from "./write-book.ts";

/** The same fields with the histograms as plain JSON. */
type Recorded<Shape> = {
  readonly [Key in keyof Shape]: Shape[Key] extends SparseHistogram ? HistogramRecord : Shape[Key];
};

type EndpointRecord = Omit<Recorded<EndpointTick>, "phases"> & {
  readonly phases: { readonly [Name in Phase]: HistogramRecord };
};

/** A {@link Tick} as plain JSON: one line of `ticks.jsonl`. */
export type TickRecord = Omit<Recorded<Tick>, "endpoints" | "tokens" | "writes" | "generator"> & {
  readonly endpoints: readonly EndpointRecord[];
  readonly tokens: Recorded<TokenTick>;
  readonly writes: Recorded<WriteTick>;
  readonly generator: Recorded<GeneratorTick>;
};

/** A tick as plain JSON. */
export function tickRecordOf(tick: Tick): TickRecord {
  return {
    ...tick,
    endpoints: tick.endpoints.map((endpoint) => ({
      ...endpoint,
      intended: histogramRecordOf(endpoint.intended),
      service: histogramRecordOf(endpoint.service),
      failure: histogramRecordOf(endpoint.failure),
      cold: histogramRecordOf(endpoint.cold),
      phases: eachPhase((phase) => histogramRecordOf(endpoint.phases[phase])),
    })),
    lateness: histogramRecordOf(tick.lateness),
    tokens: { ...tick.tokens, latency: histogramRecordOf(tick.tokens.latency) },
    writes: { ...tick.writes, visibleAfter: histogramRecordOf(tick.writes.visibleAfter) },
    generator: { ...tick.generator, loopLag: histogramRecordOf(tick.generator.loopLag) },
  };
}

/** The tick a record was made from. */
export function tickFromRecord(record: TickRecord): Tick {
  return {
    ...record,
    endpoints: record.endpoints.map((endpoint) => ({
      ...endpoint,
      intended: histogramFromRecord(endpoint.intended),
      service: histogramFromRecord(endpoint.service),
      failure: histogramFromRecord(endpoint.failure),
      cold: histogramFromRecord(endpoint.cold),
      phases: eachPhase((phase) => histogramFromRecord(endpoint.phases[phase])),
    })),
    lateness: histogramFromRecord(record.lateness),
    tokens: { ...record.tokens, latency: histogramFromRecord(record.tokens.latency) },
    writes: { ...record.writes, visibleAfter: histogramFromRecord(record.writes.visibleAfter) },
    generator: { ...record.generator, loopLag: histogramFromRecord(record.generator.loopLag) },
  };
}
