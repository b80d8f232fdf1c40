import { outcomes } from "../ground/index.ts";
import { CounterBook } from "./counter-book.ts";
import { ErrorTally } from "./error-tally.ts";
import { mergeHistograms } from "./merge-histograms.ts";
import { eachPhase } from "./phases.ts";
import { mergeProbes } from "./probe-book.ts";
import type { SparseHistogram } from "./sparse-histogram.ts";
import { type Counters, type EndpointTick, noOutcomes, type OutcomeCounts, type Tick } from "./tick.ts";
import { mergeWrites } from "./write-book.ts";

/**
 * The ticks of all workers for one second as one: counts and histograms added, errors joined. What the threads of
 * a process share, such as its resident set, is the largest one. No ticks give an empty tick of second 0.
 */
export function mergeTicks(ticks: readonly Tick[]): Tick {
  if (ticks.length === 1) return ticks[0]!;
  const histograms = (of: (tick: Tick) => SparseHistogram) => mergeHistograms(ticks.map(of));
  const total = (of: (tick: Tick) => number) => ticks.reduce((sum, tick) => sum + of(tick), 0);
  const largest = (of: (tick: Tick) => number) => ticks.reduce((most, tick) => Math.max(most, of(tick)), 0);
  return {
    second: largest((tick) => tick.second),
    users: total((tick) => tick.users),
    endpoints: mergeEndpoints(ticks.flatMap((tick) => tick.endpoints)),
    errors: mergeErrors(ticks),
    samples: ticks.flatMap((tick) => tick.samples),
    lateness: histograms((tick) => tick.lateness),
    tokens: {
      requested: total((tick) => tick.tokens.requested),
      failed: total((tick) => tick.tokens.failed),
      latency: histograms((tick) => tick.tokens.latency),
    },
    writes: mergeWrites(ticks.map((tick) => tick.writes)),
    probes: mergeProbes(ticks.map((tick) => tick.probes)),
    interrupted: total((tick) => tick.interrupted),
    missedStarts: total((tick) => tick.missedStarts),
    repeats: total((tick) => tick.repeats),
    counters: addCounters(ticks.map((tick) => tick.counters)),
    generator: {
      loopLag: histograms((tick) => tick.generator.loopLag),
      cpuMs: total((tick) => tick.generator.cpuMs),
      elapsedMs: total((tick) => tick.generator.elapsedMs),
      coreWaitMs: total((tick) => tick.generator.coreWaitMs),
      rssBytes: largest((tick) => tick.generator.rssBytes),
      gcMs: total((tick) => tick.generator.gcMs),
      gcLongestMs: largest((tick) => tick.generator.gcLongestMs),
      openFiles: largest((tick) => tick.generator.openFiles),
      openFilesLimit: largest((tick) => tick.generator.openFilesLimit),
      sockets: total((tick) => tick.generator.sockets),
      closingSockets: largest((tick) => tick.generator.closingSockets),
      localPortsLimit: largest((tick) => tick.generator.localPortsLimit),
    },
    workers: ticks.flatMap((tick) => tick.workers),
  };
}

function mergeEndpoints(ticks: readonly EndpointTick[]): EndpointTick[] {
  const parts = Map.groupBy(ticks, ({ method, name }) => `${method} ${name}`);
  return Array.from(parts.values(), mergeEndpoint);
}

function mergeEndpoint(parts: readonly EndpointTick[]): EndpointTick {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  const total = (of: (tick: EndpointTick) => number) => parts.reduce((sum, tick) => sum + of(tick), 0);
  return {
    method: first.method,
    name: first.name,
    requests: total((tick) => tick.requests),
    outcomes: addOutcomes(parts.map((tick) => tick.outcomes)),
    bytesReceived: total((tick) => tick.bytesReceived),
    contentBytes: total((tick) => tick.contentBytes),
    intended: mergeHistograms(parts.map((tick) => tick.intended)),
    service: mergeHistograms(parts.map((tick) => tick.service)),
    failure: mergeHistograms(parts.map((tick) => tick.failure)),
    cold: mergeHistograms(parts.map((tick) => tick.cold)),
    phases: eachPhase((phase) => mergeHistograms(parts.map((tick) => tick.phases[phase]))),
  };
}

function addCounters(parts: readonly Counters[]): Counters {
  const book = new CounterBook();
  for (const part of parts) book.addAll(part);
  return book.take();
}

function mergeErrors(ticks: readonly Tick[]): Tick["errors"] {
  const tally = new ErrorTally();
  for (const tick of ticks) for (const error of tick.errors) tally.add(error);
  return tally.errors;
}

function addOutcomes(counts: readonly OutcomeCounts[]): OutcomeCounts {
  const sum = noOutcomes();
  for (const count of counts) for (const outcome of outcomes) sum[outcome] += count[outcome];
  return sum;
}
