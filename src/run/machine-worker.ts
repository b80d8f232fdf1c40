import { moduleBeside } from "../ground/index.ts";
import type { LoadInput } from "../loadtest/index.ts";
import { type MachineOptions, serveMachine } from "../swarm/index.ts";
import { localInput } from "./travel.ts";

/** Works for the runs of other machines' coordinators until it is interrupted; fails as `serveMachine` does. */
export function workOnThisMachine(options: Omit<MachineOptions, "entry" | "localize">): Promise<void> {
  return serveMachine({
    ...options,
    entry: moduleBeside(import.meta.url, "./worker-thread"),
    localize: (job, input, folder) => (job === "load" ? localInput(input as LoadInput, folder) : input),
  });
}
