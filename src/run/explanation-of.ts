import { truthOf } from "../loadtest/index.ts";
import { type Evidence, explain } from "../verification/index.ts";
import type { LoadOrder } from "./load-run.ts";

/** Which settings of the service would explain the wrong answers, in words; null: none, or there are none. */
export function explanationOf({ test, input }: LoadOrder, evidence: Evidence): string | null {
  const truth = evidence.wrong === 0 ? null : truthOf(test, input);
  return truth === null ? null : explain(evidence, truth, input.settings);
}
