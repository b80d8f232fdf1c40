import type { PickupDataset } from "../dataset/index.ts";
import type { OptionValues } from "../ground/index.ts";
import { type MachinesRequest, machineTransport } from "../run/index.ts";
import { gatherOptions, natsOptions, type NatsSettings, type Transport } from "../swarm/index.ts";
import { versionOfKit } from "./version.ts";
import type { World } from "./world.ts";

/** The options of a command whose work machines may share that NATS joins. */
export const gatheringOptions = {
  ...natsOptions,
  expectWorkers: gatherOptions.expectWorkers,
  natsMaxBytes: gatherOptions.natsMaxBytes,
};

/** The machines that share the work on a dataset's users. */
export function gatheredMachines(
  world: World,
  { job, nats, dataset }: Pick<MachinesRequest, "job"> & { nats: NatsSettings; dataset: Pick<PickupDataset, "users"> },
  { expectWorkers, natsMaxBytes }: OptionValues<typeof gatheringOptions>,
): Promise<Transport> {
  return machineTransport({
    nats,
    job,
    users: dataset.users,
    machines: expectWorkers,
    maxBytes: natsMaxBytes,
    version: versionOfKit(),
    clock: world.clock,
    interrupted: world.interrupted,
    notice: (text) => void world.stderr.write(`${text}\n`),
  });
}
