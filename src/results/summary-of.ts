import {
  eachPhase,
  type EndpointStatistics,
  latencyOf,
  percentileMsOf,
  type RunStatistics,
  type StepResult,
} from "../stats/index.ts";
import type { GeneratorHealth, Verdict } from "../verdict/index.ts";
import type { RunFacts } from "./run-observer.ts";
import type { Stats, Summary } from "./summary.ts";

export interface SummaryFacts {
  readonly run: RunFacts;
  readonly statistics: RunStatistics;
  /** From the start of the load to the end of its last request. */
  readonly durationSeconds: number;
  readonly verdict: Verdict;
  readonly generator: GeneratorHealth;
  readonly steps?: readonly StepResult[];
  /** Workers that ended before their work was done, and when that was known. */
  readonly losses?: readonly { readonly id: string; readonly atSeconds: number }[];
}

/** The summary of a run. Pure: the same facts give the same bytes. */
export function summaryOf(facts: SummaryFacts): Summary {
  const { run, statistics, durationSeconds, verdict } = facts;
  const { tokens, writes, probes } = statistics;
  return {
    schema: 1,
    verdict: verdict.verdict,
    reasons: verdict.reasons,
    run: {
      id: run.id,
      startedAt: new Date(run.startedAtMs).toISOString(),
      durationSeconds: rounded(durationSeconds),
      users: run.users,
      workers: run.workers,
      host: run.host,
      insecure: run.isInsecure ?? false,
    },
    total: statsOf(statistics.total, durationSeconds),
    endpoints: statistics.endpoints.map((endpoint) => ({
      method: endpoint.method,
      name: endpoint.name,
      ...statsOf(endpoint, durationSeconds),
      phasesMs: eachPhase((phase) => latencyOf(endpoint.phases.of(phase))),
    })),
    errors: statistics.errors
      .map(({ code, message, endpoint, count, stack }) => {
        const error = { code, message, endpoint, count };
        return stack === "" ? error : { ...error, stack };
      })
      .toSorted((a, b) => b.count - a.count),
    steps: (facts.steps ?? []).map((step) => ({
      name: step.name,
      target: step.target,
      ...statsOf(step.statistics, step.durationSeconds),
    })),
    thresholds: verdict.thresholds,
    tokens: { requested: tokens.requested, failed: tokens.failed, latencyMs: latencyOf(tokens.latency) },
    writes: {
      acknowledged: writes.acknowledged,
      failed: writes.failed,
      unknown: writes.unknown,
      visibleAfterMs: latencyOf(writes.visibleAfter),
    },
    isolation: { probes: probes.counts, notProbed: probes.notProbed },
    counters: statistics.counters,
    workers: workersOf(facts),
    generator: generatorOf(statistics, facts.generator),
  };
}

/** Also those that were lost before they had anything to report. */
function workersOf({ statistics, losses = [] }: SummaryFacts): Summary["workers"] {
  const lostAt = new Map(losses.map(({ id, atSeconds }) => [id, atSeconds]));
  const usersOf = new Map(statistics.workers.map(({ worker, users }) => [worker, users]));
  for (const { id } of losses) if (!usersOf.has(id)) usersOf.set(id, 0);
  return [...usersOf].map(([id, users]) => {
    const lostAtSeconds = lostAt.get(id);
    return lostAtSeconds === undefined ? { id, lost: false, users } : { id, lost: true, users, lostAtSeconds };
  });
}

function statsOf(endpoint: EndpointStatistics, durationSeconds: number): Stats {
  return {
    requests: endpoint.requests,
    failures: endpoint.failures,
    requestsPerSecond: durationSeconds > 0 ? rounded(endpoint.requests / durationSeconds) : 0,
    bytesReceived: endpoint.bytesReceived,
    outcomes: { ...endpoint.outcomes },
    latencyMs: latencyOf(endpoint.intended),
    serviceMs: latencyOf(endpoint.service),
    failureMs: latencyOf(endpoint.failure),
    coldMs: latencyOf(endpoint.cold),
    warmMs: latencyOf(endpoint.warm),
  };
}

function generatorOf(statistics: RunStatistics, health: GeneratorHealth): Summary["generator"] {
  const { lateness, loopLag } = statistics;
  return {
    saturated: health.saturated,
    reasons: health.reasons,
    lateness: latencyOf(lateness),
    eventLoopLagMs: { p99: percentileMsOf(loopLag, 99), max: loopLag.max / 1000 },
    cpuSeconds: rounded(statistics.cpuMs / 1000),
    coreWaitSeconds: rounded(statistics.coreWaitMs / 1000),
    peakRssBytes: statistics.peakRssBytes,
    gcMs: rounded(statistics.gcMs),
    gcLongestMs: rounded(statistics.gcLongestMs),
    peakOpenFiles: statistics.peakOpenFiles,
    openFilesLimit: statistics.openFilesLimit,
    peakLocalPorts: statistics.peakLocalPorts,
    localPortsLimit: statistics.localPortsLimit,
    lateStarts: statistics.lateStarts,
    missedStarts: statistics.missedStarts,
    interrupted: statistics.interrupted,
    repeats: statistics.repeats,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
