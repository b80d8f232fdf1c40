import type { RunStatistics } from "../stats/index.ts";

/** How many errors of the test's own code a run has seen. */
export function scriptErrorsOf({ errors }: RunStatistics): number {
  return errors.reduce((sum, { kind, count }) => (kind === "script" ? sum + count : sum), 0);
}
