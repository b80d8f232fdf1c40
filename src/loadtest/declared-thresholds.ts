import { parseDurationMs } from "../ground/index.ts";
import { parseThreshold, type Threshold } from "../verdict/index.ts";
import type { AnyLoadTest } from "./test-file.ts";

/** The thresholds of a test file, whether written as a text or as `{ expression, abort, grace }`. */
export function declaredThresholds({ thresholds = [] }: Pick<AnyLoadTest, "thresholds">): Threshold[] {
  return thresholds.map((declared) => {
    if (typeof declared === "string") return parseThreshold(declared);
    const { expression, abort, grace = 0 } = declared;
    const threshold = parseThreshold(expression);
    return abort === true ? { ...threshold, abort: { graceMs: parseDurationMs(grace) ?? 0 } } : threshold;
  });
}
