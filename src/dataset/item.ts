import type { Marker, PickupDataset } from "./dataset.ts";

/** An attribute value as DynamoDB's JSON protocol writes it. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true };

/** A row of the table. */
export type Item = { readonly [attribute: string]: AttributeValue };

/** The partition key of a user's rows: `<profile id>:<productCode>`. */
export function profileKeyOf(dataset: PickupDataset, user: number): string {
  return `${dataset.idOf(user)}:${dataset.productCode}`;
}

/** The row of a marker as the service's own writers make it. `ttlSeconds` since 1970. */
export function itemOf(dataset: PickupDataset, user: number, marker: Marker, ttlSeconds: number): Item {
  return {
    prof: { S: profileKeyOf(dataset, user) },
    parent: { S: marker.parent },
    asset: marker.asset === null ? { NULL: true } : { S: marker.asset },
    position: { N: String(marker.position) },
    runtime: { N: String(marker.runtime) },
    time: { N: String(marker.timeMs) },
    ttl: { N: String(ttlSeconds) },
    done: { BOOL: false },
    showcw: { BOOL: true },
  };
}

/** The profile id and the marker of an item of this product; null for an item that is none. */
export function markerOfItem(
  dataset: PickupDataset,
  item: { readonly [name: string]: object },
): { readonly userId: string; readonly marker: Marker } | null {
  const [profile, parent] = [textOf(item["prof"]), textOf(item["parent"])];
  const suffix = `:${dataset.productCode}`;
  if (profile === null || parent === null || !profile.endsWith(suffix)) return null;
  const [position, runtime] = [numberOf(item["position"]), numberOf(item["runtime"])];
  const marker = { parent, asset: textOf(item["asset"]), position, runtime, timeMs: numberOf(item["time"]) };
  return { userId: profile.slice(0, -suffix.length), marker };
}

function textOf(value: object | undefined): string | null {
  return value !== undefined && "S" in value && typeof value.S === "string" ? value.S : null;
}

function numberOf(value: object | undefined): number {
  return value !== undefined && "N" in value ? Number(value.N) : Number.NaN;
}

/**
 * The size of an item in bytes as DynamoDB bills it: names and texts in UTF-8, one byte for two significant digits of
 * a number and one more, one byte for BOOL and NULL ("DynamoDB item sizes and formats" of its developer guide).
 */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name in item) bytes += Buffer.byteLength(name) + valueBytes(item[name]!);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  return "N" in value ? Math.ceil(significantDigits(value.N) / 2) + 1 : 1;
}

/** Of a whole number: leading and trailing zeros are not stored. */
function significantDigits(number: string): number {
  let first = number.startsWith("-") ? 1 : 0;
  let end = number.length;
  while (number[end - 1] === "0") end--;
  while (first < end && number[first] === "0") first++;
  return Math.max(0, end - first);
}
