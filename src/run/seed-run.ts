import type { Parts } from "../engine/index.ts";
import { type SeedReport, type SeedRunner, type SeedShare, stopGraceMs } from "../seeding/index.ts";
import { Coordinator, type Transport } from "../swarm/index.ts";

/** Runs a seeding on the workers of a transport, as the load tests are. */
export function seedOn(transport: Transport): SeedRunner {
  return async ({ input, shareOf, onReports, stop }, clock) => {
    try {
      const order = { job: "seed", input, shareOf: ({ held, of }: Parts) => shareOf(held[0]!, of), onReports };
      const coordinator = await Coordinator.prepare<SeedShare, SeedReport>(order, transport, clock);
      const onStop = () => coordinator.stop(stopGraceMs);
      stop.addEventListener("abort", onStop, { once: true });
      if (stop.aborted) onStop();
      await coordinator.run();
    } finally {
      await transport.close();
    }
  };
}
