import type { Parts } from "../engine/index.ts";
import type { SeedReport, SeedRunner, SeedShare, SpreadReport, SpreadShare } from "../seeding/index.ts";
import { Coordinator, type Transport } from "../swarm/index.ts";
import { runUntil } from "./run-until.ts";

/** Runs a seeding on the workers of this machine, each with a share that stays its own. */
export function seedOn(transport: Transport): SeedRunner {
  return async ({ input, shareOf, onReports, stop }, clock) => {
    const { stopGraceMs } = await loadSeeding();
    const order = { job: "seed", input, shareOf: ({ held, of }: Parts) => shareOf(held[0]!, of), onReports };
    try {
      await runUntil(stop, await Coordinator.prepare<SeedShare, SeedReport>(order, transport, clock), stopGraceMs);
    } finally {
      await transport.close();
    }
  };
}

/** Runs a seeding on machines that come and go: its parts move among them. */
export function seedOnMachines(transport: Transport): SeedRunner {
  return async (seeding, clock) => {
    const { SpreadSeeding, stopGraceMs } = await loadSeeding();
    const spread = new SpreadSeeding(seeding, transport.parts);
    const shareOf = ({ held }: Parts) => spread.shareOf(held);
    const order = {
      job: "seed-spread",
      input: seeding.input,
      shareOf,
      onHeard: (report: SpreadReport) => spread.heard(report),
      onReports(second: number, reports: readonly SpreadReport[]) {
        const isUneven = spread.counted(second, reports);
        if (spread.isDone) coordinator.stop(stopGraceMs);
        else if (isUneven) coordinator.retarget(shareOf);
      },
    };
    let coordinator: Coordinator<SpreadShare, SpreadReport>;
    try {
      coordinator = await Coordinator.prepare<SpreadShare, SpreadReport>(order, transport, clock);
      await runUntil(seeding.stop, coordinator, stopGraceMs);
    } finally {
      await transport.close();
    }
  };
}

/** Loaded only here: a load test does without it. */
function loadSeeding(): Promise<typeof import("../seeding/index.ts")> {
  return import("../seeding/index.ts");
}
