import type { DynamodbFaults } from "./fault-file.ts";

interface SdkIndex {
  readonly IndexName: string;
}

/** What the proxy reads and writes of a table's description. */
export interface DescribedTable {
  readonly TableArn?: string;
  readonly KeySchema?: readonly { readonly AttributeName: string; readonly KeyType: "HASH" | "RANGE" }[];
  readonly GlobalSecondaryIndexes?: readonly SdkIndex[];
  readonly [field: string]: unknown;
}

const noUnits = { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
const readUnitsPerSecond = 12_000;

/** A table's description with the limit and the indexes that the proxy pretends. */
export function describedTable(table: DescribedTable, faults: DynamodbFaults): DescribedTable {
  return { ...withIndexes(table, faults.indexes), ...throughputOf(faults) };
}

function throughputOf({ writeUnits }: DynamodbFaults): Partial<DescribedTable> {
  if (writeUnits === undefined) return {};
  const { perSecond, shown } = writeUnits;
  const warm = { ReadUnitsPerSecond: readUnitsPerSecond, WriteUnitsPerSecond: perSecond, Status: "ACTIVE" };
  const hidden = {
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    ProvisionedThroughput: noUnits,
    WarmThroughput: undefined,
  };
  if (shown === "no") return hidden;
  if (shown === "warm") return { ...hidden, WarmThroughput: warm };
  return {
    BillingModeSummary: undefined,
    ProvisionedThroughput: { ...noUnits, ReadCapacityUnits: readUnitsPerSecond, WriteCapacityUnits: perSecond },
    WarmThroughput: warm,
  };
}

function withIndexes(table: DescribedTable, indexes: number): DescribedTable {
  if (indexes === 0) return table;
  const { KeySchema, GlobalSecondaryIndexes = [], TableArn = "" } = table;
  const pretended = Array.from({ length: indexes }, (_, index) => ({
    IndexName: `pretended-${index + 1}`,
    IndexArn: `${TableArn}/index/pretended-${index + 1}`,
    KeySchema,
    Projection: { ProjectionType: "ALL" },
    IndexStatus: "ACTIVE",
    ProvisionedThroughput: noUnits,
  }));
  return { ...table, GlobalSecondaryIndexes: [...GlobalSecondaryIndexes, ...pretended] };
}
