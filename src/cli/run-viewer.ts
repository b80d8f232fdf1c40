import type { LogLine, RunEnd, RunStart, RunTick, RunView, StatisticsRow } from "../results/index.ts";
import { eachPhase, EndpointStatistics, latencyOf, type RunStatistics, type Tick } from "../stats/index.ts";
import type { RunViewer } from "../web/index.ts";

type Listener = Parameters<RunViewer["listen"]>[0];

/** A viewer with the figures of a run and the columns of its total. */
export function runViewerOf(start: RunStart): RunViewer {
  return new PlainViewer(start);
}

class PlainViewer implements RunViewer {
  readonly name = "page";
  readonly #start: RunStart;
  readonly #points: RunTick["total"][] = [];
  readonly #log: LogLine[] = [];
  #listener: Listener | undefined;
  #state: RunView["state"] = "starting";
  #failure: RunView["failure"] = null;
  #statistics: RunStatistics | undefined;
  #end: RunEnd | undefined;

  constructor(start: RunStart) {
    this.#start = start;
  }

  listen(listener: Listener): () => void {
    this.#listener = listener;
    return () => (this.#listener = undefined);
  }

  start(): void {
    this.#listener?.renewed();
  }

  enter(state: RunView["state"], failure: RunView["failure"] = null): void {
    this.#state = state;
    this.#failure = failure;
  }

  log(line: LogLine): void {
    this.#log.push(line);
    this.#listener?.logged(line);
  }

  tick(tick: Tick, statistics: RunStatistics): void {
    this.#statistics = statistics;
    this.#points.push(pointOf(tick, statistics));
    const { state, seconds, now, total, endpoints, workers, thresholds } = this.view();
    this.#listener?.tick({
      state,
      seconds,
      index: this.#points.length - 1,
      total: this.#points.at(-1)!,
      endpoints: [],
      heatmap: { column: 0, cells: [] },
      now,
      totalRow: total,
      rows: endpoints,
      failures: [],
      exceptions: [],
      workers,
      thresholds,
      marks: [],
    });
  }

  end(end: RunEnd): void {
    this.#end = end;
    this.#statistics = end.statistics;
    this.#state = "ended";
    this.#listener?.renewed();
  }

  view(): RunView {
    const statistics = this.#statistics;
    const total = rowOf(statistics?.total, statistics?.second ?? 0);
    return {
      run: this.#start.run,
      state: this.#state,
      seconds: this.#points.length,
      history: {
        stepSeconds: 1,
        length: this.#points.length,
        total: columnsOf(this.#points),
        endpoints: [],
        heatmap: { stepSeconds: 5, bucketsPerDoubling: 4, columns: [] },
        marks: [],
      },
      now: {
        users: statistics?.users ?? 0,
        target: null,
        requestsPerSecond: total.currentRequestsPerSecond,
        failuresPerSecond: total.currentFailuresPerSecond,
        failureShare: total.requests === 0 ? null : total.failures / total.requests,
        p50Ms: total.medianMs,
        p95Ms: total.p95Ms,
        p99Ms: total.p99Ms,
        health: {
          saturated: false,
          reasons: [],
          latenessP99Ms: null,
          loopLagP99Ms: null,
          busiestCpuShare: null,
          lateStarts: 0,
          missedStarts: 0,
          openFiles: 0,
          openFilesLimit: 0,
        },
      },
      total,
      endpoints: statistics?.endpoints.map((endpoint) => rowOf(endpoint, statistics.second)) ?? [],
      failures: [],
      exceptions: [],
      workers: [],
      thresholds: [],
      log: this.#log,
      taskRatio: this.#start.taskRatio,
      summary: this.#end?.summary ?? null,
      reasons: this.#end?.verdict.reasons ?? [],
      failure: this.#failure,
    };
  }
}

const columns = (
  "requests failures wrongContent p50Ms p95Ms p99Ms maxMs users bytesReceived dnsMs connectMs tlsMs firstByteMs " +
  "downloadMs latenessP99Ms cpuShare"
).split(" ") as (keyof RunTick["total"])[];

function pointOf(tick: Tick, statistics: RunStatistics): RunTick["total"] {
  const at = latencyOf(statistics.total.intended);
  const sum = (of: (endpoint: Tick["endpoints"][number]) => number) =>
    tick.endpoints.reduce((total, endpoint) => total + of(endpoint), 0);
  const known: Partial<RunTick["total"]> = {
    requests: sum(({ requests }) => requests),
    failures: sum(({ requests, outcomes }) => requests - outcomes.ok),
    p50Ms: at?.p50 ?? null,
    p95Ms: at?.p95 ?? null,
    p99Ms: at?.p99 ?? null,
    users: tick.users,
  };
  return Object.fromEntries(columns.map((name) => [name, known[name] ?? null])) as RunTick["total"];
}

function columnsOf(points: readonly RunTick["total"][]): RunView["history"]["total"] {
  return Object.fromEntries(columns.map((name) => [name, points.map((point) => point[name])])) as never;
}

function rowOf(endpoint: EndpointStatistics | undefined, second: number): StatisticsRow {
  const at = endpoint === undefined ? null : latencyOf(endpoint.intended);
  const rates = endpoint?.recent.rates(Math.max(0, second)) ?? { requestsPerSecond: 0, failuresPerSecond: 0 };
  return {
    method: endpoint?.method ?? "",
    name: endpoint?.name ?? "",
    requests: endpoint?.requests ?? 0,
    failures: endpoint?.failures ?? 0,
    wrongContent: endpoint?.outcomes["wrong-content"] ?? 0,
    medianMs: at?.p50 ?? null,
    p95Ms: at?.p95 ?? null,
    p99Ms: at?.p99 ?? null,
    meanMs: at?.mean ?? null,
    minMs: at?.min ?? null,
    maxMs: at?.max ?? null,
    meanBytes: endpoint === undefined || endpoint.requests === 0 ? null : endpoint.contentBytes / endpoint.requests,
    currentRequestsPerSecond: rates.requestsPerSecond,
    currentFailuresPerSecond: rates.failuresPerSecond,
    outcomes: { ...(endpoint ?? new EndpointStatistics("", "")).outcomes },
    serviceMs: at,
    phasesMs: eachPhase(() => null),
  };
}
