import { availableParallelism, loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { plural, sleep } from "../../../ground/index.ts";
import type { Check } from "../check.ts";
import { ok, warning } from "../finding.ts";

const measuredMs = 500;
const resolutionMs = 10;
/** A generator that is later than this at its p99 may not judge an API. */
const mostLagMs = 5;

/** How late the timers of an idle process fire here: how busy this machine is with other things. */
export const eventLoopCheck: Check = {
  name: "event loop",
  async run({ world: { clock } }) {
    const delay = monitorEventLoopDelay({ resolution: resolutionMs });
    delay.enable();
    await sleep(clock, measuredMs);
    delay.disable();
    const lagMs = Math.max(0, delay.percentile(90) / 1e6 - resolutionMs);
    const cores = plural(availableParallelism(), "core");
    const said = `${lagMs.toFixed(1)} ms late (p90) over ${measuredMs} ms; ${cores}, load ${loadavg()[0]!.toFixed(1)}`;
    if (lagMs <= mostLagMs) return ok(said);
    return warning("PICKUP_MACHINE_BUSY", said, "Stop what else runs here, or load from a machine of its own.");
  },
};
