export { EndpointStatistics } from "./endpoint-statistics.ts";
export { LatencyHistogram } from "./latency-histogram.ts";
export { type Latency, latencyOf, percentileMsOf, percentilesMsOf } from "./latency.ts";
export { lateStartMs } from "./limits.ts";
export { packTick, unpackTick } from "./tick-bytes.ts";
export { sumTicks } from "./tick-sum.ts";
export { mergeTicks } from "./merge-ticks.ts";
export { eachPhase, type Phase, type PhaseMoments } from "./phases.ts";
export { ProbeBook, type ProbeCounts, type ProbeResult, probeResults, type ProbeTick } from "./probe-book.ts";
export { RunStatistics, type WorkerUse } from "./run-statistics.ts";
export { countOf, type HistogramRecord, middleUsOf, type SparseHistogram } from "./sparse-histogram.ts";
export { type StepResult, type StepSpan, StepStatistics } from "./step-statistics.ts";
export { tickFromRecord, type TickRecord, tickRecordOf } from "./tick-record.ts";
export { type RecordedRequest, TickRecorder, type WorkerFacts } from "./tick-recorder.ts";
export {
  type Counters,
  endpointLabel,
  type EndpointTick,
  type ContentDifference,
  type ErrorCount,
  type FailureSample,
  type GeneratorTick,
  type HeaderField,
  localPortsOf,
  type OutcomeCounts,
  type Tick,
  type TokenTick,
  type WorkerTick,
} from "./tick.ts";
export { type SettledWrite, WriteBook, type WriteTick } from "./write-book.ts";
export { warmUpTick } from "./warm-up.ts";
