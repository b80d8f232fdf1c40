import { itemBytes, itemOf, type PickupDataset } from "../dataset/index.ts";
import type { TableDescription } from "../dynamodb/index.ts";

/** A million on-demand write request units in us-west-2, in dollars, as listed on 2026-11-23. */
const dollarsPerMillionWrites = 0.625;
/** What a new on-demand table takes at once. */
const newTableWriteUnitsPerSecond = 4_000;
/** A write unit pays for so many bytes of one item. */
const bytesPerWriteUnit = 1_024;
const usersToMeasure = 2_000;

/** What a seeding will take, before the first write. Bytes and units are measured on a sample of many users. */
export interface SeedingPlan {
  readonly users: number;
  readonly items: number;
  readonly bytes: number;
  readonly largestItemBytes: number;
  /** With those of every secondary index and replica. */
  readonly writeUnits: number;
  /** How many write units the table takes in a second; null: it does not say. */
  readonly writeUnitsPerSecond: number | null;
  readonly seconds: number | null;
  /** At on-demand prices; null where writing costs nothing. */
  readonly dollars: number | null;
}

/** The plan for a table; `table` null: it will be made. */
export function planSeeding(dataset: PickupDataset, table: TableDescription | null, isAws: boolean): SeedingPlan {
  const sample = measure(dataset);
  const items = dataset.totalMarkers;
  const scale = sample.items === 0 ? 0 : items / sample.items;
  const copies = (1 + (table?.indexes ?? 0)) * (1 + (table?.replicas ?? 0));
  const writeUnits = Math.round(sample.writeUnits * scale) * copies;
  const writeUnitsPerSecond = isAws ? (table?.writeUnitsPerSecond ?? newTableWriteUnitsPerSecond) : null;
  return {
    users: dataset.users,
    items,
    bytes: Math.round(sample.bytes * scale),
    largestItemBytes: sample.largestItemBytes,
    writeUnits,
    writeUnitsPerSecond,
    seconds: writeUnitsPerSecond === null ? null : writeUnits / writeUnitsPerSecond,
    dollars: isAws ? (writeUnits / 1e6) * dollarsPerMillionWrites : null,
  };
}

/** All users when they are few, else so many spread evenly. */
function measure(dataset: PickupDataset) {
  const measured = Math.min(dataset.users, usersToMeasure);
  const sample = { items: 0, bytes: 0, largestItemBytes: 0, writeUnits: 0 };
  for (let index = 0; index < measured; index++) {
    const user = Math.floor((index * dataset.users) / measured);
    for (const marker of dataset.rowsOf(user)) {
      const bytes = itemBytes(itemOf(dataset, user, marker, dataset.config.updateTimeEnd));
      sample.items++;
      sample.bytes += bytes;
      sample.largestItemBytes = Math.max(sample.largestItemBytes, bytes);
      sample.writeUnits += Math.ceil(bytes / bytesPerWriteUnit);
    }
  }
  return sample;
}
