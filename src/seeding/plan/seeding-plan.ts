import { type PickupDataset, profileKeyOf } from "../../dataset/index.ts";
import type { TableDescription } from "../../dynamodb/index.ts";
import { keyUnitsPerSecond } from "../rate/key-pace.ts";
import { newTableUnitsPerSecond } from "../rate/starting-rate.ts";
import { itemsIn, type Shard, usersOfShard } from "../resume/shard.ts";
import { heaviestUser } from "./heaviest-user.ts";
import { measureItems } from "./item-sizes.ts";
import type { Prices } from "./prices.ts";

/** What a seeding will take, before the first write. Bytes as DynamoDB bills them. */
export interface SeedingPlan {
  readonly users: number;
  /** As expected where the numbers of a great many users are drawn. */
  readonly items: number;
  readonly bytes: number;
  readonly itemBytes: { readonly p50: number; readonly p99: number; readonly max: number };
  /** True when sizes, and what follows from them, come from a sample of the users. */
  readonly isEstimate: boolean;
  /** Of the table, of its indexes (each is reckoned to take every item) and of all replicas. */
  readonly writeUnits: {
    readonly table: number;
    readonly indexes: number;
    readonly replicas: number;
    readonly total: number;
  };
  /** At what the table shows, and at `--max-wcu`; null: no limit is known. */
  readonly times: {
    readonly shown: { readonly unitsPerSecond: number; readonly seconds: number } | null;
    readonly wished: { readonly unitsPerSecond: number; readonly seconds: number } | null;
  };
  readonly heaviestKey: {
    readonly key: string;
    readonly items: number;
    /** No key is written faster than 1,000 write units a second. */
    readonly seconds: number;
    readonly isCertain: boolean;
  };
  /** Null where writing costs nothing. */
  readonly cost: SeedingCost | null;
}

/** The same items by three ways, in dollars; null where the way cannot be taken or its price is not known. */
export interface SeedingCost {
  readonly batchWrites: number;
  readonly importTable: number | null;
  readonly bulkPut: number | null;
  readonly prices: Pick<Prices, "region" | "date">;
}

export interface PlanWishes {
  readonly isAws: boolean;
  readonly shard: Shard | null;
  readonly maxUnitsPerSecond: number | null;
  readonly prices: Prices;
}

/** The plan for a table; `table` null: it will be made. */
export function planSeeding(dataset: PickupDataset, table: TableDescription | null, wishes: PlanWishes): SeedingPlan {
  const { isAws, shard, maxUnitsPerSecond, prices } = wishes;
  const range = usersOfShard(dataset.users, shard);
  const items = itemsIn(dataset, range);
  const sizes = measureItems(dataset, range, items);
  const scale = sizes.items === 0 ? 0 : items / sizes.items;
  const writeUnits = unitsOf(Math.round(sizes.writeUnits * scale), table);
  const shown = table === null ? (isAws ? newTableUnitsPerSecond : null) : limitOf(table, isAws);
  const heaviest = heaviestUser(dataset, range);
  const lineGigabytes = (sizes.lineBytes * scale) / 1e9;
  return {
    users: range[1] - range[0],
    items,
    bytes: Math.round(sizes.bytes * scale),
    itemBytes: { p50: sizes.p50, p99: sizes.p99, max: sizes.max },
    isEstimate: !sizes.isComplete || dataset.totalIsExpected,
    writeUnits,
    times: { shown: timeAt(shown, writeUnits.table), wished: timeAt(maxUnitsPerSecond, writeUnits.table) },
    heaviestKey: {
      key: profileKeyOf(dataset, heaviest.user),
      items: heaviest.records,
      seconds: (heaviest.records * Math.ceil(sizes.max / 1024)) / keyUnitsPerSecond,
      isCertain: heaviest.isCertain,
    },
    cost: isAws ? costOf(writeUnits, lineGigabytes, table, prices) : null,
  };
}

function limitOf(table: TableDescription, isAws: boolean): number | null {
  return table.writeUnitsPerSecond ?? (isAws ? newTableUnitsPerSecond : null);
}

function unitsOf(table: number, description: TableDescription | null): SeedingPlan["writeUnits"] {
  const indexes = table * (description?.indexes ?? 0);
  const replicas = (table + indexes) * (description?.replicas ?? 0);
  return { table, indexes, replicas, total: table + indexes + replicas };
}

function timeAt(unitsPerSecond: number | null, units: number) {
  return unitsPerSecond === null ? null : { unitsPerSecond, seconds: units / unitsPerSecond };
}

/** ImportTable makes a new table only; StartBulkPutItems takes no global tables. Imports do not pay for indexes. */
function costOf(
  { table, indexes, replicas }: SeedingPlan["writeUnits"],
  lineGigabytes: number,
  description: TableDescription | null,
  prices: Prices,
): SeedingCost {
  const own = ((table + indexes) / 1e6) * prices.dollarsPerMillionWriteUnits;
  const copied = (replicas / 1e6) * prices.dollarsPerMillionReplicatedWriteUnits;
  const ofGigabytes = (price: number | null) => (price === null ? null : lineGigabytes * price);
  return {
    batchWrites: own + copied,
    importTable: description === null ? ofGigabytes(prices.dollarsPerGigabyteImported) : null,
    bulkPut: (description?.replicas ?? 0) > 0 ? null : ofGigabytes(prices.dollarsPerGigabyteBulkPut),
    prices: { region: prices.region, date: prices.date },
  };
}
