import { pickupDataset } from "../dataset/index.ts";
import type { Dataset } from "./define.ts";
import type { LoadInput } from "./load-input.ts";
import { RowFile } from "./row-file.ts";
import type { RowIndex } from "./row-index.ts";
import type { AnyLoadTest } from "./test-file.ts";

/**
 * The users of a test: its own dataset, else those of the config, else null: as many as wanted, nameless. A file of
 * rows is read through once unless its index is given; throws `PICKUP_ROWS_…` (exit code 2) when it is not fit.
 */
export function datasetOf(
  { dataset }: Pick<AnyLoadTest, "dataset">,
  { config, testFile, rowIndex }: Pick<LoadInput, "config" | "testFile" | "rowIndex">,
): Dataset<unknown> | null {
  if (dataset === undefined) return config === null ? null : pickupDataset(config);
  return "kind" in dataset ? new RowFile(dataset, testFile, rowIndex) : dataset;
}

/** For the workers, so that they need not read the rows themselves; null for any other dataset. */
export function rowIndexOf(dataset: Dataset<unknown> | null): RowIndex | null {
  return dataset instanceof RowFile ? dataset.index : null;
}
