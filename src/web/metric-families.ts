import { outcomes } from "../ground/index.ts";
import type { RunHead, RunStanding, RunState } from "../results/index.ts";
import type { EndpointStatistics, LatencyHistogram, RunStatistics, Tick } from "../stats/index.ts";
import { generatorHealthOf, type Threshold } from "../verdict/index.ts";

export interface Labels {
  readonly [name: string]: string;
}

/** A histogram as Prometheus and OpenTelemetry have it; `counts` add up from bucket to bucket. */
export interface HistogramPoint {
  readonly labels: Labels;
  /** Upper bounds of the buckets in seconds, without the last one, which is open. */
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

export interface ValuePoint {
  readonly labels: Labels;
  readonly value: number;
}

/** Metrics of one name. Names and units are Prometheus'; those of a counter end in `_total`. */
export type MetricFamily = { readonly name: string; readonly help: string; readonly unit: string } & (
  | { readonly type: "counter" | "gauge"; readonly points: readonly ValuePoint[] }
  | { readonly type: "histogram"; readonly points: readonly HistogramPoint[] }
);

/** What the metrics of a run are made of. */
export interface MetricFacts {
  readonly head: RunHead;
  readonly state: RunState;
  readonly thresholds: readonly Threshold[];
  /** Null: no second is over yet. */
  readonly statistics: RunStatistics | null;
  readonly tick: Tick | null;
  readonly standing: RunStanding | null;
}

/** Seconds; from half a millisecond to ten seconds. */
const bounds = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2.5, 5, 10,
] as const;
const boundsUs = bounds.map((seconds) => seconds * 1e6);
const runStates: readonly RunState[] = ["starting", "running", "stopping", "ended", "failed"];

/**
 * The metrics of the current or last run. Labels are endpoints as the test names them, outcomes and thresholds, and
 * never a user or a profile. Counters begin anew with each run and each reset.
 */
export function metricFamilies(facts: MetricFacts): MetricFamily[] {
  const { statistics } = facts;
  const always = runFamilies(facts);
  return statistics === null ? always : [...always, ...requestFamilies(statistics), ...generatorFamilies(statistics)];
}

function runFamilies({ head, state, statistics, standing, thresholds }: MetricFacts): MetricFamily[] {
  const judged = standing?.thresholds.map((result, i) => ({ result, threshold: thresholds[i] })) ?? [];
  const observed = judged.flatMap(({ result: { expression, observed: value } }) =>
    value === null ? [] : [{ labels: { threshold: expression }, value }],
  );
  const passed = judged.map(({ result }) => ({
    labels: { threshold: result.expression },
    value: result.passed ? 1 : 0,
  }));
  const target = standing?.target == null ? [] : [plain(standing.target)];
  return [
    gauge("pickup_run_info", "The run that the other metrics are of.", "", [
      { labels: { run: head.id, test: head.testName, host: head.host, version: head.version }, value: 1 },
    ]),
    gauge(
      "pickup_run_state",
      "1 for the state that the run is in.",
      "",
      runStates.map((name) => ({ labels: { state: name }, value: name === state ? 1 : 0 })),
    ),
    gauge("pickup_run_start_time_seconds", "When the run began, in seconds since 1970.", "seconds", [
      plain(head.startedAtMs / 1000),
    ]),
    gauge("pickup_users", "Virtual users that are alive.", "", [plain(statistics?.users ?? 0)]),
    gauge("pickup_target", "What the plan asks for: users, or starts per second.", "", target),
    gauge("pickup_threshold_observed", "What a threshold measures, in its own unit.", "", observed),
    gauge("pickup_threshold_passed", "1 while a threshold is kept.", "", passed),
  ];
}

function requestFamilies(statistics: RunStatistics): MetricFamily[] {
  const { endpoints, tokens, interrupted } = statistics;
  const requests = endpoints.flatMap((row) =>
    outcomes
      .filter((outcome) => outcome === "ok" || row.outcomes[outcome] > 0)
      .map((outcome) => ({ labels: { ...labelsOf(row), outcome }, value: row.outcomes[outcome] })),
  );
  const histogramOf = (of: (row: EndpointStatistics) => LatencyHistogram) =>
    endpoints.map((row) => histogramPoint(labelsOf(row), of(row)));
  const errors = (wanted: "script" | "token") =>
    statistics.errors.filter(({ kind }) => kind === wanted).reduce((sum, { count }) => sum + count, 0);
  return [
    counter("pickup_requests_total", "Finished requests by outcome.", "", requests),
    counter("pickup_requests_interrupted_total", "Requests cut short by the end of the run.", "", [plain(interrupted)]),
    counter(
      "pickup_response_bytes_total",
      "Bytes received, heads included.",
      "bytes",
      endpoints.map((row) => ({ labels: labelsOf(row), value: row.bytesReceived })),
    ),
    histogram(
      "pickup_request_duration_seconds",
      "From the intended start of a request to the end of its answer; all but fast failures.",
      histogramOf((row) => row.intended),
    ),
    histogram(
      "pickup_request_service_seconds",
      "The same requests, from the send.",
      histogramOf((row) => row.service),
    ),
    histogram(
      "pickup_request_failure_seconds",
      "Fast failures: http and connection errors.",
      histogramOf((row) => row.failure),
    ),
    counter("pickup_script_errors_total", "Errors of the test's own code.", "", [plain(errors("script"))]),
    counter("pickup_tokens_requested_total", "Tokens that were asked for.", "", [plain(tokens.requested)]),
    counter("pickup_tokens_failed_total", "Tokens that could not be had.", "", [plain(tokens.failed)]),
  ];
}

function generatorFamilies(statistics: RunStatistics): MetricFamily[] {
  const { lateness, loopLag, lateStarts, missedStarts, cpuMs, peakRssBytes, workers } = statistics;
  const perWorker = (of: (use: (typeof workers)[number]) => number) =>
    workers.map((use) => ({ labels: { worker: use.worker }, value: of(use) }));
  return [
    gauge("pickup_generator_saturated", "1 when the generator itself is the bottleneck.", "", [
      plain(generatorHealthOf(statistics).saturated ? 1 : 0),
    ]),
    histogram("pickup_generator_lateness_seconds", "How late tasks began.", [histogramPoint({}, lateness)]),
    histogram("pickup_generator_loop_lag_seconds", "How late event loops were.", [histogramPoint({}, loopLag)]),
    counter("pickup_late_starts_total", "Tasks that began more than 5 ms late.", "", [plain(lateStarts)]),
    counter("pickup_missed_starts_total", "Starts that found no free user.", "", [plain(missedStarts)]),
    counter("pickup_generator_cpu_seconds_total", "Processor time of all workers.", "seconds", [plain(cpuMs / 1000)]),
    counter(
      "pickup_worker_cpu_seconds_total",
      "Processor time of each worker.",
      "seconds",
      perWorker((use) => use.cpuMs / 1000),
    ),
    gauge("pickup_generator_resident_peak_bytes", "The largest resident set so far.", "bytes", [plain(peakRssBytes)]),
    gauge("pickup_generator_open_files_peak", "The most file descriptors that were open.", "", [
      plain(statistics.peakOpenFiles),
    ]),
  ];
}

function labelsOf({ method, name }: EndpointStatistics): Labels {
  return { method, name };
}

function histogramPoint(labels: Labels, of: LatencyHistogram): HistogramPoint {
  return { labels, bounds, counts: of.countsUpTo(boundsUs), sum: of.sum / 1e6, count: of.count };
}

function plain(value: number): ValuePoint {
  return { labels: {}, value };
}

function gauge(name: string, help: string, unit: string, points: readonly ValuePoint[]): MetricFamily {
  return { name, help, unit, type: "gauge", points };
}

function counter(name: string, help: string, unit: string, points: readonly ValuePoint[]): MetricFamily {
  return { name, help, unit, type: "counter", points };
}

function histogram(name: string, help: string, points: readonly HistogramPoint[]): MetricFamily {
  return { name, help, unit: "seconds", type: "histogram", points };
}
