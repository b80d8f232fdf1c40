import { resolve } from "node:path";
import { datasetOptions, type PickupDataset, pickupDataset, readConfig } from "../../dataset/index.ts";
import {
  type CredentialSource,
  credentialsFor,
  describeTarget,
  dynamodbOptions,
  isAws,
  type NamedTarget,
  requireTestTable,
  resolveTarget,
  type TableDescription,
} from "../../dynamodb/index.ts";
import type { OptionValues } from "../../ground/index.ts";
import { connectOptions, connectSettingsOf } from "../../http/index.ts";
import { localWorkers, seedOn, seedOnMachines } from "../../run/index.ts";
import {
  findTable,
  type Prices,
  runSeeding,
  type SeedingAccount,
  type SeedingProgress,
  type WriteAction,
  writingOptions,
} from "../../seeding/index.ts";
import { natsSettingsOf, swarmOptions } from "../../swarm/index.ts";
import { gatheredMachines, gatheringOptions } from "../gathered-machines.ts";
import { runningStack } from "../running-stack.ts";
import { SeedingView } from "../terminal/seeding-view.ts";
import { insecureWarning, type World } from "../world.ts";

/** The options of every command that writes the dataset's items. */
export const seedingCommandOptions = {
  ...datasetOptions,
  ...dynamodbOptions,
  ...connectOptions,
  ...writingOptions,
  ...gatheringOptions,
  workers: { ...swarmOptions.workers, help: "worker threads (default: 1, which writes more than most tables take)" },
};
export type SeedingCommandValues = OptionValues<typeof seedingCommandOptions>;

/** What such a command works on. */
export interface SeedingSubject {
  readonly target: NamedTarget;
  readonly credentials: CredentialSource;
  readonly dataset: PickupDataset;
  /** Null when there is no such table. */
  readonly table: TableDescription | null;
}

/**
 * Says the target by `tell`, then makes sure that it is one for tests, that the config is valid and that the table's
 * keys fit.
 */
export async function openSubject(
  world: World,
  values: Omit<SeedingCommandValues, keyof typeof writingOptions | keyof typeof gatheringOptions | "workers">,
  tell: (line: string) => void,
): Promise<SeedingSubject> {
  const stack = runningStack(world.folder);
  const place = await resolveTarget(values, async () => (await stack())?.dynamodb ?? null);
  const target = { ...place, connect: await connectSettingsOf(values, world) };
  if (values.insecure) tell(insecureWarning);
  tell(`target: ${describeTarget(target)}`);
  requireTestTable(target.table, values.allowTable);
  const { config, warnings } = await readConfig(resolve(world.folder, values.config), world.clock);
  for (const warning of warnings) world.stderr.write(`warning: ${warning}\n`);
  const credentials = credentialsFor(target);
  const table = await findTable(target, credentials, world.clock);
  if (isAws(target) && table !== null) tell(`account: ${table.account ?? "unknown"}`);
  return { target, credentials, dataset: pickupDataset(config), table };
}

/** What one command of the two decides beside the common options. */
export interface WritingWishes {
  readonly action: WriteAction;
  readonly keepDays: number | null;
  readonly prices: Prices;
}

/** Hears how far a seeding is, beside the terminal. */
export type ProgressListener = (progress: SeedingProgress) => void;

/** Puts or deletes all items while showing how far it is. */
export async function writeItems(
  world: World,
  { target, dataset }: SeedingSubject,
  table: TableDescription,
  values: SeedingCommandValues,
  { action, keepDays, prices }: WritingWishes,
  listener: ProgressListener = () => undefined,
): Promise<SeedingAccount> {
  const view = new SeedingView(world.stderr, world.environment);
  const { concurrency, maxExceptions, logBatches, workers = 1, maxWcu, shard, restart, retryFailed } = values;
  const nats = await natsSettingsOf(values, world.folder);
  try {
    return await runSeeding({
      dataset,
      target,
      table,
      action,
      shard: shard ?? null,
      keepDays,
      restart,
      retryFailed,
      settings: { concurrency, maxExceptions, logBatches },
      maxUnitsPerSecond: maxWcu ?? null,
      dollarsPerMillionUnits: isAws(target) ? prices.dollarsPerMillionWriteUnits : null,
      folder: world.folder,
      clock: world.clock,
      interrupted: world.interrupted,
      isSpread: nats !== null,
      run:
        nats === null
          ? seedOn(localWorkers(workers, dataset.users))
          : seedOnMachines(await gatheredMachines(world, { job: "seed", nats, dataset }, values)),
      observe(progress) {
        view.observe(progress);
        listener(progress);
      },
    });
  } finally {
    view.close();
  }
}
