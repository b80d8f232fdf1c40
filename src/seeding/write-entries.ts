import { type Item, itemOf, type PickupDataset, profileKeyOf } from "../dataset/index.ts";
import type { AttributeMap, WriteEntry, WriteRequest } from "../dynamodb/index.ts";
import type { UserProgress } from "./user-progress.ts";

/** What is done with the dataset's items. */
export type WriteAction = "put" | "delete";

/** An item on its way into the table, or out of it. */
export interface ItemEntry extends WriteEntry {
  readonly user: number;
  readonly record: number;
  /** How often it was sent and came back. */
  attempts: number;
}

/** The entries of all users that `progress` hands out, user by user, each computed when it is asked for. */
export function* entriesOf(
  dataset: PickupDataset,
  progress: UserProgress,
  action: WriteAction,
  ttlSeconds: number,
): Generator<ItemEntry> {
  for (let user = progress.nextUser(); user !== undefined; user = progress.nextUser()) {
    const markers = dataset.rowsOf(user);
    const profile = profileKeyOf(dataset, user);
    progress.open(user, markers.length);
    for (const [record, marker] of markers.entries()) {
      const request =
        action === "put"
          ? putOf(itemOf(dataset, user, marker, ttlSeconds))
          : deleteOf({ prof: { S: profile }, parent: { S: marker.parent } });
      yield { key: keyText(profile, marker.parent), request: JSON.stringify(request), user, record, attempts: 0 };
    }
  }
}

/** The key of a request that DynamoDB gave back, as in {@link ItemEntry}. */
export function keyOfRequest(request: WriteRequest): string {
  const attributes = "PutRequest" in request ? request.PutRequest.Item : request.DeleteRequest.Key;
  return keyText(textOf(attributes, "prof"), textOf(attributes, "parent"));
}

function putOf(item: Item): WriteRequest {
  return { PutRequest: { Item: item } };
}

function deleteOf(key: AttributeMap): WriteRequest {
  return { DeleteRequest: { Key: key } };
}

/** The length in front makes sure that two keys never share a text. */
function keyText(profile: string, parent: string): string {
  return `${profile.length}:${profile}${parent}`;
}

function textOf(attributes: AttributeMap, name: string): string {
  const value = attributes[name];
  return value !== undefined && "S" in value ? value.S : "";
}
