import {
  type AttributeMap,
  type DynamodbClient,
  dynamodbClient,
  DynamodbError,
  type DynamodbTarget,
  getItem,
  placeholderCredentials,
  query,
} from "../../dynamodb/index.ts";
import type { Clock } from "../../ground/index.ts";
import { type MarkerStore, type StoredMarker, StoreUnavailable } from "./marker-store.ts";

/** The markers in the table of the embedded DynamoDB. */
export class DynamodbStore implements MarkerStore {
  readonly #client: DynamodbClient;

  constructor(target: DynamodbTarget, clock: Clock) {
    this.#client = dynamodbClient(target, placeholderCredentials, clock);
  }

  async markersOf(profileKey: string): Promise<readonly StoredMarker[]> {
    const items = query(this.#client, {
      KeyConditionExpression: "prof = :prof",
      ExpressionAttributeValues: { ":prof": { S: profileKey } },
    });
    return (await this.#orUnavailable(items)).map(markerOf);
  }

  async markerOf(profileKey: string, parent: string): Promise<StoredMarker | null> {
    const item = await this.#orUnavailable(getItem(this.#client, { prof: { S: profileKey }, parent: { S: parent } }));
    return item === undefined ? null : markerOf(item);
  }

  async put(profileKey: string, marker: StoredMarker, when: "newest" | "always" = "newest"): Promise<boolean> {
    const condition = {
      ConditionExpression: "attribute_not_exists(#time) OR #time <= :time",
      ExpressionAttributeNames: { "#time": "time" },
      ExpressionAttributeValues: { ":time": { N: String(marker.timeMs) } },
    };
    const Item = itemOf(profileKey, marker);
    const written = this.#client.call("PutItem", { Item, ...(when === "newest" ? condition : {}) });
    const isWritten = written.then(
      () => true,
      (error: unknown) => {
        if (error instanceof DynamodbError && error.type === "ConditionalCheckFailedException") return false;
        throw error;
      },
    );
    return this.#orUnavailable(isWritten);
  }

  close(): void {
    this.#client.close();
  }

  async #orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      throw error instanceof DynamodbError ? unavailable(error, this.#client.table) : error;
    }
  }
}

function itemOf(profileKey: string, marker: StoredMarker): AttributeMap {
  const { parent, asset, position, runtime, timeMs, ttlSeconds, done, showcw } = marker;
  return {
    prof: { S: profileKey },
    parent: { S: parent },
    asset: asset === null ? { NULL: true } : { S: asset },
    position: { N: String(position) },
    runtime: { N: String(runtime) },
    time: { N: String(timeMs) },
    ...(ttlSeconds === null ? {} : { ttl: { N: String(ttlSeconds) } }),
    done: { BOOL: done },
    showcw: { BOOL: showcw },
  };
}

/** The marker in an item. Throws when an attribute that cannot be done without is absent or of another type. */
export function markerOf(item: AttributeMap): StoredMarker {
  return {
    parent: textOf(item, "parent") ?? missing(item, "parent"),
    asset: textOf(item, "asset"),
    position: numberOf(item, "position") ?? missing(item, "position"),
    runtime: numberOf(item, "runtime") ?? missing(item, "runtime"),
    timeMs: numberOf(item, "time") ?? missing(item, "time"),
    ttlSeconds: numberOf(item, "ttl"),
    done: isTrue(item, "done"),
    showcw: isTrue(item, "showcw"),
  };
}

function textOf(item: AttributeMap, name: string): string | null {
  const value = item[name];
  return value !== undefined && "S" in value ? value.S : null;
}

function numberOf(item: AttributeMap, name: string): number | null {
  const value = item[name];
  return value !== undefined && "N" in value ? Number(value.N) : null;
}

function isTrue(item: AttributeMap, name: string): boolean {
  const value = item[name];
  return value !== undefined && "BOOL" in value && value.BOOL;
}

function missing(item: AttributeMap, name: string): never {
  throw new Error(`the item ${textOf(item, "prof")} / ${textOf(item, "parent")} has no usable ${name}`);
}

function unavailable(error: DynamodbError, table: string): StoreUnavailable {
  if (error.kind !== "absent") return new StoreUnavailable("DATABASE_UNAVAILABLE", error.message, error);
  return new StoreUnavailable("TABLE_ABSENT", `there is no table ${table}; \`pickup seed\` makes it`, error);
}
