import { mergeTicks } from "./merge-ticks.ts";
import { eachPhase } from "./phases.ts";
import { emptyHistogram } from "./sparse-histogram.ts";
import { type EndpointTick, noOutcomes, type Tick } from "./tick.ts";

/**
 * A tick of the warm-up as it counts: who runs is known, what was measured is left out. Only leaks between users and
 * the probes for them stay, because no time of a run excuses one.
 */
export function warmUpTick(tick: Tick): Tick {
  const nothing = mergeTicks([]);
  return {
    ...nothing,
    second: tick.second,
    users: tick.users,
    endpoints: tick.endpoints.filter(({ outcomes }) => outcomes.leak > 0).map(leaksOf),
    errors: tick.errors.filter(({ kind, code }) => kind === "request" && code === "leak"),
    probes: tick.probes,
    generator: { ...nothing.generator, rssBytes: tick.generator.rssBytes },
    workers: tick.workers.map((worker) => ({ ...worker, cpuMs: 0, elapsedMs: 0 })),
  };
}

function leaksOf({ method, name, outcomes: { leak } }: EndpointTick): EndpointTick {
  return {
    method,
    name,
    requests: leak,
    outcomes: { ...noOutcomes(), leak },
    bytesReceived: 0,
    contentBytes: 0,
    intended: emptyHistogram,
    service: emptyHistogram,
    failure: emptyHistogram,
    cold: emptyHistogram,
    phases: eachPhase(() => emptyHistogram),
  };
}
