import type { RunHistoryView, RunView } from "../state/protocol.ts";

export type Column = readonly (number | null)[];

/** The time of each entry in seconds of the run. */
export function timesOf({ length, stepSeconds }: RunHistoryView): number[] {
  const times: number[] = [];
  for (let index = 0; index < length; index++) times.push(index * stepSeconds);
  return times;
}

/**
 * A column of counts as a rate per second. The last step may be under way: it is divided by the seconds that it has, so
 * that its end does not look like a collapse.
 */
export function perSecond(counts: Column, { history, seconds }: Pick<RunView, "history" | "seconds">): Column {
  const { stepSeconds, length } = history;
  if (stepSeconds === 1) return counts;
  const lastSeconds = Math.min(stepSeconds, Math.max(1, seconds - (length - 1) * stepSeconds));
  return counts.map((count, index) =>
    count === null ? null : count / (index === length - 1 ? lastSeconds : stepSeconds),
  );
}

/** The wider of two extents; null: nothing was measured. */
export function extentOf(columns: readonly Column[], from: number, to: number): readonly [number, number] | null {
  let [least, most] = [Infinity, -Infinity];
  for (const column of columns) {
    for (let index = from; index < to; index++) {
      const value = column[index] ?? null;
      if (value === null) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return least > most ? null : [least, most];
}

/** A column thinned to at most so many entries by their greatest, for a line the width of a word. */
export function thinned(column: Column, most: number): Column {
  if (column.length <= most) return column;
  const size = column.length / most;
  return Array.from({ length: most }, (_, part) => {
    const extent = extentOf([column], Math.floor(part * size), Math.floor((part + 1) * size));
    return extent === null ? null : extent[1];
  });
}
