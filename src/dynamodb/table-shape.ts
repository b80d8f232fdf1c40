import { KitError } from "../ground/index.ts";

export interface KeyAttribute {
  readonly name: string;
  readonly type: "S" | "N" | "B";
}

/** What a program needs of its table. */
export interface TableShape {
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute;
  /** The attribute by which DynamoDB lets items expire. */
  readonly ttlAttribute: string;
}

/** A table as DynamoDB describes it. */
export interface TableDescription {
  /** The account it is in, as its ARN says; null for an emulator's. */
  readonly account: string | null;
  /** When it was made, milliseconds since 1970: tells a table from a later one of the same name. */
  readonly createdAtMs: number;
  readonly status: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute | null;
  /** Billed by request; else capacity was bought. */
  readonly isOnDemand: boolean;
  /** Secondary indexes and replicas: each takes a write of its own. */
  readonly indexes: number;
  readonly replicas: number;
  /** Write units a second that the table takes at once, as far as it says. */
  readonly writeUnitsPerSecond: number | null;
  /** The same for each global secondary index, by its name. */
  readonly indexWriteUnits: { readonly [index: string]: number | null };
}

/** Throws `PICKUP_TABLE_KEYS_WRONG` when the table's keys are not those of the shape. */
export function requireKeys(table: string, description: TableDescription, shape: TableShape): void {
  const found = keysInWords(description.partitionKey, description.sortKey);
  const expected = keysInWords(shape.partitionKey, shape.sortKey);
  if (found === expected) return;
  throw new KitError("PICKUP_TABLE_KEYS_WRONG", `table ${table} has ${found}; expected is ${expected}`, {
    hint: "Name another table with --table, or have it made anew with these keys.",
  });
}

function keysInWords(partitionKey: KeyAttribute, sortKey: KeyAttribute | null): string {
  const sort = sortKey === null ? "no sort key" : `sort key ${sortKey.name} (${sortKey.type})`;
  return `partition key ${partitionKey.name} (${partitionKey.type}) and ${sort}`;
}
