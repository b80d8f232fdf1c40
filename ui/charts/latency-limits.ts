import type { ThresholdRow } from "../state/protocol.ts";
import type { LimitLine } from "./chart-axes.ts";

const msPerUnit: { readonly [unit: string]: number } = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** Thresholds on a percentile of all requests, as lines of the latency chart. */
export function latencyLimits(thresholds: readonly ThresholdRow[]): LimitLine[] {
  return thresholds
    .filter(({ expression, unit }) => /^p(50|95|99)\s*(<|>)/.test(expression) && unit in msPerUnit)
    .map(({ expression, limit, unit }) => ({
      value: limit * msPerUnit[unit]!,
      text: expression.replace(/\s+abort.*$/, ""),
    }));
}
