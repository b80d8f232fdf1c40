import { moduleBeside } from "../ground/index.ts";
import type { LoadInput } from "../loadtest/index.ts";
import { loadNats, type MachineOptions } from "../swarm/index.ts";
import { localInput } from "./travel.ts";

/** Works for the runs of other machines' coordinators until it is interrupted; fails as `serveMachine` does. */
export async function workOnThisMachine(options: Omit<MachineOptions, "entry" | "localize">): Promise<void> {
  const { serveMachine } = await loadNats();
  await serveMachine({
    ...options,
    entry: moduleBeside(import.meta.url, "./worker-thread"),
    localize: (job, input, folder) => (job === "load" ? localInput(input as LoadInput, folder) : input),
  });
}
