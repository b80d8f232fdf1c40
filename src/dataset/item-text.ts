import type { Marker, PickupDataset } from "./dataset.ts";
import { profileKeyOf } from "./item.ts";

const plainText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** A text as a JSON text in bytes: one latin1 character for each byte of its UTF-8. */
export function jsonBytesOf(text: string): string {
  return plainText.test(text) ? `"${text}"` : Buffer.from(JSON.stringify(text), "utf8").toString("latin1");
}

/**
 * Items and keys as texts of DynamoDB's JSON, made without the objects between: the same bytes as
 * `JSON.stringify(itemOf(…))` in UTF-8, one latin1 character for each byte. `ttlSeconds` since 1970.
 */
export class ItemTexts {
  readonly #dataset: PickupDataset;
  readonly #tail: string;
  #user = -1;
  #head = "";

  constructor(dataset: PickupDataset, ttlSeconds: number) {
    this.#dataset = dataset;
    this.#tail = `"},"ttl":{"N":"${ttlSeconds}"},"done":{"BOOL":false},"showcw":{"BOOL":true}}`;
  }

  /** The whole item of a marker. */
  item(user: number, marker: Marker): string {
    const { parent, asset, position, runtime, timeMs } = marker;
    const shown = asset === null ? '{"NULL":true}' : `{"S":${jsonBytesOf(asset)}}`;
    const numbers = `,"position":{"N":"${position}"},"runtime":{"N":"${runtime}"},"time":{"N":"${timeMs}`;
    return `${this.#headOf(user)}${jsonBytesOf(parent)}},"asset":${shown}${numbers}${this.#tail}`;
  }

  /** Only the attributes of the table's key. */
  key(user: number, { parent }: Marker): string {
    return `${this.#headOf(user)}${jsonBytesOf(parent)}}}`;
  }

  #headOf(user: number): string {
    if (user !== this.#user) {
      this.#user = user;
      this.#head = `{"prof":{"S":${jsonBytesOf(profileKeyOf(this.#dataset, user))}},"parent":{"S":`;
    }
    return this.#head;
  }
}
