import { parseThreshold, type ThresholdResult } from "../../verdict/index.ts";
import type { ThresholdRow } from "../run-view.ts";

/** A threshold with how it stands. */
export function thresholdRowOf({ passed, ...result }: ThresholdResult): ThresholdRow {
  const { limit, unit } = parseThreshold(result.expression);
  return { ...result, limit, unit, state: passed ? "passed" : result.observed === null ? "none" : "crossed" };
}
