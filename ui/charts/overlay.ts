import type { RunHistoryView } from "../state/protocol.ts";
import type { Column } from "./history-columns.ts";

/** The times that two runs have between them: every entry of the one with the finer steps, to the end of the longer one. */
export function sharedTimes(a: RunHistoryView, b: RunHistoryView): number[] {
  const stepSeconds = Math.min(a.stepSeconds, b.stepSeconds);
  const seconds = Math.max(a.length * a.stepSeconds, b.length * b.stepSeconds);
  return Array.from({ length: Math.ceil(seconds / stepSeconds) }, (_, index) => index * stepSeconds);
}

/** A column at those times: each entry stands for its whole step; behind the end of its run is nothing. */
export function atTimes(
  column: Column,
  { stepSeconds }: Pick<RunHistoryView, "stepSeconds">,
  times: readonly number[],
): Column {
  return times.map((second) => column[Math.floor(second / stepSeconds)] ?? null);
}
