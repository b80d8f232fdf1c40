import { hash } from "node:crypto";
import { type Item, itemOf, type Marker, type PickupDataset } from "../../dataset/index.ts";
import type { AttributeMap } from "../../dynamodb/index.ts";

/** Sums of digests stay below this, so that they are exact. */
export const digestModulus = 2 ** 48;

/**
 * An item as one text, whatever the order of its attributes. Without `ttl`: when an item expires is not what an API
 * answers.
 */
export function textOfItem(item: AttributeMap | Item): string {
  const { ttl: _ttl, ...attributes } = item;
  const names = Object.keys(attributes).toSorted();
  return names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(attributes[name])}`).join();
}

/** {@link textOfItem} of what a marker was seeded as. */
export function textOfMarker(dataset: PickupDataset, user: number, marker: Marker): string {
  return textOfItem(itemOf(dataset, user, marker, 0));
}

/** 48 bits of the MD5 of a text: equal items have equal ones, and sums of them do not depend on their order. */
export function digestOf(text: string): number {
  return Number.parseInt(hash("md5", text, "hex").slice(0, 12), 16);
}
