import { existsSync, rmSync } from "node:fs";
import { type AttributeValue, itemOf, type Marker, type PickupDataset, profileKeyOf } from "../dataset/index.ts";
import { credentialsFor, dynamodbClient, isAws, type NamedTarget } from "../dynamodb/index.ts";
import { deleteWritten, putWritten } from "../seeding/index.ts";
import { LedgerFile, ledgerPath, type LedgerWrite, ledgerWrites } from "../verification/index.ts";
import type { World } from "./world.ts";

interface WrittenSubject {
  readonly target: NamedTarget;
  readonly dataset: PickupDataset;
}

type ItemMap = { readonly [attribute: string]: AttributeValue };

/** Two years, as the service gives a marker that a player writes. */
const lifeSeconds = 2 * 365 * 86_400;

/** The file of what load tests wrote to a table with this config. */
export function ledgerFileOf(world: World, { target, dataset }: WrittenSubject): string {
  const place = isAws(target) ? target.region : "local";
  return ledgerPath(world.folder, { place, table: target.table, dataset: dataset.hash });
}

/** Every write of a ledger; none when there is no file. */
export function writesIn(path: string, world: World): LedgerWrite[] {
  if (!existsSync(path)) return [];
  const file = new LedgerFile(path, () => world.clock.wallNow());
  try {
    return ledgerWrites(file.news());
  } finally {
    file.close();
  }
}

/** Puts back what load tests wrote since: seeding has just put the first state over it. Returns how many. */
export async function restoreWritten(world: World, subject: WrittenSubject): Promise<number> {
  const { dataset } = subject;
  const newest = new Map<string, ItemMap>();
  for (const { userId, given, state } of writesIn(ledgerFileOf(world, subject), world)) {
    if (state !== "acknowledged") continue;
    const marker = given as Marker;
    const ttl = dataset.config.ttl ?? Math.floor(marker.timeMs / 1000) + lifeSeconds;
    const item = itemOf(dataset, dataset.indexOf(userId), marker, ttl);
    const key = `${userId} ${marker.parent}`;
    const known = newest.get(key);
    if (known === undefined || timeOf(known) <= marker.timeMs) newest.set(key, item);
  }
  return newest.size === 0 ? 0 : withClient(world, subject, (client) => putWritten(client, newest.values()));
}

/** Deletes what load tests wrote, and the ledger with it. Returns how many keys beside the seeded ones. */
export async function deleteAllWritten(world: World, subject: WrittenSubject): Promise<number> {
  const { dataset } = subject;
  const path = ledgerFileOf(world, subject);
  const keys = new Map<string, ItemMap>();
  for (const { userId, given } of writesIn(path, world)) {
    const { parent } = given as Marker;
    const prof = profileKeyOf(dataset, dataset.indexOf(userId));
    keys.set(`${userId} ${parent}`, { prof: { S: prof }, parent: { S: parent } });
  }
  const deleted =
    keys.size === 0 ? 0 : await withClient(world, subject, (client) => deleteWritten(client, keys.values()));
  rmSync(path, { force: true });
  return deleted;
}

function timeOf({ time }: ItemMap): number {
  return time !== undefined && "N" in time ? Number(time.N) : Number.NEGATIVE_INFINITY;
}

async function withClient<Result>(
  { clock }: World,
  { target }: WrittenSubject,
  act: (client: ReturnType<typeof dynamodbClient>) => Promise<Result>,
): Promise<Result> {
  const client = dynamodbClient(target, credentialsFor(target), clock);
  try {
    return await act(client);
  } finally {
    client.close();
  }
}
