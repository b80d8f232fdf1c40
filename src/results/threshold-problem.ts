import { parseThreshold, type ThresholdResult } from "../verdict/index.ts";

/** How a threshold was crossed, as `p99<300ms: measured 412ms`; null: it was not. */
export function problemOfThreshold({ expression, observed, passed }: ThresholdResult): string | null {
  if (passed) return null;
  if (observed === null) return `${expression}: no samples`;
  return `${expression}: measured ${Number(observed.toPrecision(4))}${parseThreshold(expression).unit}`;
}
