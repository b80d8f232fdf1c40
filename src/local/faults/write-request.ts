import type { AttributeMap, WriteRequest } from "../../dynamodb/index.ts";
import { writeUnitsOf } from "./item-size.ts";

/** One put or delete on its way through the proxy. */
export interface PassingWrite {
  readonly table: string;
  readonly request: WriteRequest;
  readonly action: "put" | "delete";
  /** The value of the partition key, as JSON. */
  readonly partitionKey: string;
  /** The whole key, as JSON. */
  readonly key: string;
  /** With those of its indexes. */
  readonly units: number;
}

/** A write by the attributes of its table's key, the partition key first. */
export function passingWrite(
  table: string,
  request: WriteRequest,
  keyNames: readonly string[],
  indexes: number,
): PassingWrite {
  const isPut = "PutRequest" in request;
  const attributes: AttributeMap = isPut ? request.PutRequest.Item : request.DeleteRequest.Key;
  const values = keyNames.map((name) => JSON.stringify(attributes[name] ?? null));
  return {
    table,
    request,
    action: isPut ? "put" : "delete",
    partitionKey: values[0]!,
    key: `${table}${values.join("")}`,
    units: (isPut ? writeUnitsOf(attributes) : 1) * (1 + indexes),
  };
}
