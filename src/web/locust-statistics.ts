import type { RunStart, RunState } from "../results/index.ts";
import {
  type EndpointStatistics,
  type ErrorCount,
  LatencyHistogram,
  percentileMsOf,
  type RunStatistics,
  type Tick,
} from "../stats/index.ts";

/** What Locust's `/stats/requests` is made of. */
export interface LocustFacts {
  readonly start: RunStart;
  readonly state: RunState;
  /** Null: no second is over yet. */
  readonly statistics: RunStatistics | null;
  /** The last seconds. */
  readonly recent: readonly Tick[];
}

/** Locust's words for the state of a run. */
const states: { readonly [State in RunState]: string } = {
  starting: "spawning",
  running: "running",
  stopping: "stopping",
  ended: "stopped",
  failed: "stopped",
};

/**
 * The answer to `GET /stats/requests`, key by key as Locust 2.47 gives it, and with the keys that earlier versions gave
 * and exporters still read. Milliseconds have decimals, from the intended start and without fast failures; a figure
 * without data is 0, as Locust has it. Null: no run was started yet.
 */
export function locustStatistics(facts: LocustFacts | null) {
  const statistics = facts?.statistics ?? null;
  const rows = statistics === null ? [] : statistics.endpoints.map((row) => rowOf(row, statistics));
  const total = statistics === null ? emptyRow : { ...rowOf(statistics.total, statistics), name: "Aggregated" };
  const [p50, p95] = recentPercentiles(facts?.recent ?? []);
  const workers = statistics?.workers.map(workerOf(facts!)) ?? [];
  return {
    stats: [...rows.toSorted(byName), { ...total, safe_name: "Aggregated" }],
    errors: (statistics?.errors ?? []).filter(({ kind }) => kind === "request").map(errorOf),
    current_rps: total.current_rps,
    current_fail_per_sec: total.current_fail_per_sec,
    total_rps: total.total_rps,
    total_fail_per_sec: total.total_fail_per_sec,
    fail_ratio: total.num_requests === 0 ? 0 : total.num_failures / total.num_requests,
    current_response_time_percentiles: { "response_time_percentile_0.5": p50, "response_time_percentile_0.95": p95 },
    current_response_time_percentile_50: p50,
    current_response_time_percentile_95: p95,
    state: facts === null ? "ready" : states[facts.state],
    user_count: statistics?.users ?? 0,
    workers,
    worker_count: workers.length,
  };
}

const emptyRow = {
  method: "",
  name: "Aggregated",
  safe_name: "Aggregated",
  num_requests: 0,
  num_failures: 0,
  min_response_time: 0,
  max_response_time: 0,
  avg_response_time: 0,
  median_response_time: 0,
  ninetieth_response_time: 0,
  ninety_ninth_response_time: 0,
  "response_time_percentile_0.95": 0,
  "response_time_percentile_0.99": 0,
  current_rps: 0,
  current_fail_per_sec: 0,
  total_rps: 0,
  total_fail_per_sec: 0,
  avg_content_length: 0,
};

function rowOf(row: EndpointStatistics, { second, seconds }: RunStatistics): typeof emptyRow {
  const { method, name, requests, failures, intended, contentBytes } = row;
  const at = (percent: number) => percentileMsOf(intended, percent);
  const { requestsPerSecond, failuresPerSecond } = row.recent.rates(Math.max(0, second));
  return {
    method,
    name,
    safe_name: escaped(name),
    num_requests: requests,
    num_failures: failures,
    min_response_time: intended.min / 1000,
    max_response_time: intended.max / 1000,
    avg_response_time: intended.mean / 1000,
    median_response_time: at(50),
    ninetieth_response_time: at(90),
    ninety_ninth_response_time: at(99),
    "response_time_percentile_0.95": at(95),
    "response_time_percentile_0.99": at(99),
    current_rps: requestsPerSecond,
    current_fail_per_sec: failuresPerSecond,
    total_rps: seconds === 0 ? 0 : requests / seconds,
    total_fail_per_sec: seconds === 0 ? 0 : failures / seconds,
    avg_content_length: requests === 0 ? 0 : contentBytes / requests,
  };
}

function errorOf({ code, message, endpoint, count, firstSeenMs, lastSeenMs }: ErrorCount) {
  const [, method = "", name = endpoint] = /^([A-Z]+) (.*)$/s.exec(endpoint) ?? [];
  return {
    method,
    name,
    error: message === "" ? code : `${code}: ${message}`,
    occurrences: count,
    first_seen: firstSeenMs / 1000,
    last_seen: lastSeenMs / 1000,
  };
}

function workerOf({ state, start }: LocustFacts) {
  return ({ worker, cpuMs, elapsedMs }: RunStatistics["workers"][number], index: number, all: readonly unknown[]) => ({
    id: worker,
    state: states[state],
    user_count: Math.floor((start.run.users + all.length - 1 - index) / all.length),
    cpu_usage: elapsedMs === 0 ? 0 : Math.round((cpuMs / elapsedMs) * 1000) / 10,
    memory_usage: 0,
  });
}

function recentPercentiles(recent: readonly Tick[]): [number, number] {
  const histogram = new LatencyHistogram();
  for (const { endpoints } of recent) for (const { intended } of endpoints) histogram.merge(intended);
  return histogram.count === 0 ? [0, 0] : [percentileMsOf(histogram, 50), percentileMsOf(histogram, 95)];
}

function byName(a: { name: string; method: string }, b: { name: string; method: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.method < b.method ? -1 : a.method > b.method ? 1 : 0;
}

/** As the older Locust's `safe_name`, for readers that put it into HTML as it is. */
function escaped(text: string): string {
  const entities: { readonly [character: string]: string } = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&#34;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
