import { pickupDataset } from "../dataset/index.ts";
import { declaredTruth, pickupTruth, type Truth } from "../verification/index.ts";
import { datasetOf } from "./dataset-of.ts";
import type { LoadInput } from "./load-input.ts";
import type { AnyLoadTest } from "./test-file.ts";

/**
 * What the answers of a test are held against: its dataset as its `answers` show it, else the config as
 * `GET /continuewatchinghistory` shows it, else null: nothing is known of them.
 */
export function truthOf(
  test: Pick<AnyLoadTest, "dataset" | "answers">,
  input: Pick<LoadInput, "config" | "testFile" | "rowIndex">,
): Truth | null {
  const { answers } = test;
  if (answers !== undefined) {
    const dataset = datasetOf(test, input);
    return dataset === null ? null : declaredTruth(dataset, answers);
  }
  return test.dataset !== undefined || input.config === null ? null : pickupTruth(pickupDataset(input.config));
}
