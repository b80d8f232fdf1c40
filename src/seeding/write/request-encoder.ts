import { itemBytes, ItemEncoder, itemOf, type PickupDataset, profileKeyOf } from "../../dataset/index.ts";
import type { AttributeMap, WriteRequest } from "../../dynamodb/index.ts";
import type { ByteWriter } from "../../ground/index.ts";
import type { Entry } from "./item-source.ts";

/** What is done with the dataset's items. */
export type WriteAction = "put" | "delete";

const frames = {
  put: { before: '{"PutRequest":{"Item":', after: "}}" },
  delete: { before: '{"DeleteRequest":{"Key":', after: "}}" },
};

/** A write unit pays for so many bytes of one item. */
export const bytesPerWriteUnit = 1_024;

const most = { partitionKeyBytes: 2_048, sortKeyBytes: 1_024, itemBytes: 400 * 1_024 };

/** Writes the items of a dataset as requests of a batch. */
export class RequestEncoder {
  readonly #dataset: PickupDataset;
  readonly #items: ItemEncoder;
  readonly #isPut: boolean;
  readonly #ttlSeconds: number;

  constructor(dataset: PickupDataset, action: WriteAction, ttlSeconds: number) {
    this.#dataset = dataset;
    this.#items = new ItemEncoder(dataset, ttlSeconds, frames[action]);
    this.#isPut = action === "put";
    this.#ttlSeconds = ttlSeconds;
  }

  encode({ owner, record }: Entry, into: ByteWriter): void {
    const marker = owner.markers[record]!;
    if (this.#isPut) this.#items.item(owner.user, marker, into);
    else this.#items.key(owner.user, marker, into);
  }

  /** The write units that an item, whose request has so many bytes, is expected to take of the table alone. */
  unitsOf(entry: Entry, requestBytes: number): number {
    // What is billed is always shorter than the JSON of it.
    return requestBytes <= bytesPerWriteUnit ? 1 : Math.ceil(this.#bytesOf(entry) / bytesPerWriteUnit);
  }

  /** Why DynamoDB would refuse the item, and with it all others of its batch; undefined: it would not. */
  problemOf(entry: Entry, requestBytes: number): string | undefined {
    if (requestBytes <= most.sortKeyBytes) return undefined;
    const { owner, record } = entry;
    const partition = Buffer.byteLength(profileKeyOf(this.#dataset, owner.user));
    const sort = Buffer.byteLength(owner.markers[record]!.parent);
    if (partition > most.partitionKeyBytes) return `its partition key has ${partition} bytes, DynamoDB takes 2,048`;
    if (sort > most.sortKeyBytes) return `its sort key has ${sort} bytes, DynamoDB takes 1,024`;
    const bytes = this.#bytesOf(entry);
    return bytes > most.itemBytes ? `it has ${bytes} bytes, DynamoDB takes 409,600` : undefined;
  }

  /** The same for an entry and for the request that was made of it, different for all others. */
  identityOf({ owner, record }: Entry): string {
    return `${profileKeyOf(this.#dataset, owner.user)}\n${owner.markers[record]!.parent}`;
  }

  /** The partition key of a user. */
  partitionOf({ user }: Entry["owner"]): string {
    return profileKeyOf(this.#dataset, user);
  }

  #bytesOf({ owner, record }: Entry): number {
    return itemBytes(itemOf(this.#dataset, owner.user, owner.markers[record]!, this.#ttlSeconds));
  }
}

/** {@link RequestTexts.identityOf} of a request that DynamoDB gave back. */
export function identityOfRequest(request: WriteRequest): string {
  const attributes = "PutRequest" in request ? request.PutRequest.Item : request.DeleteRequest.Key;
  return `${textOf(attributes, "prof")}\n${textOf(attributes, "parent")}`;
}

function textOf(attributes: AttributeMap, name: string): string {
  const value = attributes[name];
  return value !== undefined && "S" in value ? value.S : "";
}
