import { itemBytes, ItemEncoder, itemOf, type PickupDataset } from "../../dataset/index.ts";
import { ByteWriter } from "../../ground/index.ts";
import { importFrame } from "../sinks/import-lines.ts";
import { bytesPerWriteUnit } from "../write/request-encoder.ts";
import type { UserRange } from "../resume/user-ranges.ts";

const mostItems = 20_000;

/** The sizes of items as DynamoDB bills them, and as they stand in import files. */
export interface ItemSizes {
  /** False when only so many items, spread evenly over the users, were looked at. */
  readonly isComplete: boolean;
  readonly items: number;
  readonly bytes: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly writeUnits: number;
  /** Of the lines of import files, uncompressed. */
  readonly lineBytes: number;
}

/** Measures the items of all users of a range when they are few, else of some, at even distances. */
export function measureItems(dataset: PickupDataset, [start, end]: UserRange, expectedItems: number): ItemSizes {
  const users = end - start;
  const measured = Math.min(users, Math.max(1, Math.floor((mostItems / Math.max(1, expectedItems)) * users)));
  const encoder = new ItemEncoder(dataset, dataset.config.updateTimeEnd, importFrame);
  const line = new ByteWriter();
  const sizes: number[] = [];
  let lineBytes = 0;
  for (let index = 0; index < measured; index++) {
    const user = start + Math.floor((index * users) / measured);
    for (const marker of dataset.rowsOf(user)) {
      sizes.push(itemBytes(itemOf(dataset, user, marker, dataset.config.updateTimeEnd)));
      encoder.item(user, marker, line);
      lineBytes += line.length;
      line.truncate(0);
      if (sizes.length >= 2 * mostItems) break;
    }
  }
  sizes.sort((one, other) => one - other);
  const at = (share: number) => sizes[Math.min(sizes.length - 1, Math.floor(share * sizes.length))] ?? 0;
  return {
    isComplete: measured === users,
    items: sizes.length,
    bytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
    p50: at(0.5),
    p99: at(0.99),
    max: sizes.at(-1) ?? 0,
    writeUnits: sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / bytesPerWriteUnit), 0),
    lineBytes,
  };
}
