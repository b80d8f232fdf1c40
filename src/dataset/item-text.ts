import type { Marker, PickupDataset } from "./dataset.ts";
import { profileKeyOf } from "./item.ts";

const plainText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** True when no id of the dataset has a character that JSON escapes or that takes several bytes. */
function isPlain({ config }: PickupDataset): boolean {
  const { productCode, hurleyUserIds = [], generatedUsers, assets } = config;
  const { features = [], series = [], generatedFeatures } = assets;
  const prefixes = [generatedUsers?.prefix ?? "", generatedFeatures?.prefix ?? "", productCode];
  const ids = [hurleyUserIds, features, series.flatMap(({ id, episodes }) => [id, ...episodes]), prefixes];
  return ids.every((list) => list.every((id) => plainText.test(id)));
}

/** The digits of a time in milliseconds. In two halves: V8 writes numbers of up to 31 bits several times faster. */
function digitsOf(timeMs: number): string {
  const high = Math.floor(timeMs / 1_000_000);
  const low = timeMs - high * 1_000_000;
  return low < 100_000 ? String(timeMs) : `${high}${low}`;
}

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
  readonly #isPlain: boolean;
  #user = -1;
  #head = "";

  constructor(dataset: PickupDataset, ttlSeconds: number) {
    this.#dataset = dataset;
    this.#isPlain = isPlain(dataset);
    this.#tail = `"},"ttl":{"N":"${ttlSeconds}"},"done":{"BOOL":false},"showcw":{"BOOL":true}}`;
  }

  /** The whole item of a marker. */
  item(user: number, marker: Marker): string {
    const { parent, asset, position, runtime, timeMs } = marker;
    const shown = asset === null ? '{"NULL":true}' : `{"S":${this.#quoted(asset)}}`;
    const numbers = `,"position":{"N":"${position}"},"runtime":{"N":"${runtime}"},"time":{"N":"${digitsOf(timeMs)}`;
    return `${this.#headOf(user)}${this.#quoted(parent)}},"asset":${shown}${numbers}${this.#tail}`;
  }

  /** Only the attributes of the table's key. */
  key(user: number, { parent }: Marker): string {
    return `${this.#headOf(user)}${this.#quoted(parent)}}}`;
  }

  #quoted(id: string): string {
    return this.#isPlain ? `"${id}"` : jsonBytesOf(id);
  }

  #headOf(user: number): string {
    if (user !== this.#user) {
      this.#user = user;
      this.#head = `{"prof":{"S":${jsonBytesOf(profileKeyOf(this.#dataset, user))}},"parent":{"S":`;
    }
    return this.#head;
  }
}
