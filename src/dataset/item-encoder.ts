import type { ByteWriter } from "../ground/index.ts";
import type { PickupDataset, SeededMarker } from "./dataset.ts";
import { profileKeyOf } from "./item.ts";

/** Texts of assets in memory at most. */
const assetSlots = 0x1_0000;

const afterPosition = Buffer.from('"},"runtime":{"N":"');
const afterRuntime = Buffer.from('"},"time":{"N":"');

/** What stands around each item and key, as in `{"Item":…}`. */
export interface Frame {
  readonly before: string;
  readonly after: string;
}

/**
 * Writes items and keys as DynamoDB's JSON, without the objects between: the same bytes as `JSON.stringify(itemOf(…))`.
 * `ttlSeconds` since 1970. What many items share is kept as bytes, so that an item is a few copies and some digits.
 */
export class ItemEncoder {
  readonly #dataset: PickupDataset;
  readonly #before: string;
  readonly #afterKey: Buffer;
  readonly #afterTime: Buffer;
  readonly #assets: AssetText[] = [];
  #user = -1;
  #head = Buffer.alloc(0);

  constructor(dataset: PickupDataset, ttlSeconds: number, { before, after }: Frame = { before: "", after: "" }) {
    this.#dataset = dataset;
    this.#before = before;
    this.#afterKey = Buffer.from(`}${after}`);
    this.#afterTime = Buffer.from(
      `"},"ttl":{"N":"${ttlSeconds}"},"done":{"BOOL":false},"showcw":{"BOOL":true}}${after}`,
    );
  }

  /** The whole item of a marker. */
  item(user: number, marker: SeededMarker, into: ByteWriter): void {
    into.bytes(this.#headOf(user));
    into.bytes(this.#assetOf(marker));
    into.integer(marker.position);
    into.bytes(afterPosition);
    into.integer(marker.runtime);
    into.bytes(afterRuntime);
    into.integer(marker.timeMs);
    into.bytes(this.#afterTime);
  }

  /** Only the attributes of the table's key. */
  key(user: number, { parent }: SeededMarker, into: ByteWriter): void {
    into.bytes(this.#headOf(user));
    into.bytes(Buffer.from(`${JSON.stringify(parent)}}`));
    into.bytes(this.#afterKey);
  }

  /** To the parent. */
  #headOf(user: number): Buffer {
    if (user !== this.#user) {
      this.#user = user;
      const profile = JSON.stringify(profileKeyOf(this.#dataset, user));
      this.#head = Buffer.from(`${this.#before}{"prof":{"S":${profile}},"parent":{"S":`);
    }
    return this.#head;
  }

  /** From the parent to the position. */
  #assetOf({ parent, asset, assetNumber }: SeededMarker): Buffer {
    const slot = assetNumber % assetSlots;
    const known = this.#assets[slot];
    if (known?.number === assetNumber) return known.text;
    const shown = asset === null ? '{"NULL":true}' : `{"S":${JSON.stringify(asset)}}`;
    const text = Buffer.from(`${JSON.stringify(parent)}},"asset":${shown},"position":{"N":"`);
    this.#assets[slot] = { number: assetNumber, text };
    return text;
  }
}

/** What stands in the items of one asset. */
interface AssetText {
  readonly number: number;
  readonly text: Buffer;
}
