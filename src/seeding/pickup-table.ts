import type { TableShape } from "../dynamodb/index.ts";

/** The keys of the table of markers, and the attribute by which its items expire. */
export const pickupTable: TableShape = {
  partitionKey: { name: "prof", type: "S" },
  sortKey: { name: "parent", type: "S" },
  ttlAttribute: "ttl",
};
