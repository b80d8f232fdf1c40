import type { UserRange } from "./user-ranges.ts";

/** Records `from` up to, but not including, `to`. */
export type Span = readonly [from: number, to: number];

/** A {@link Span} of one user. */
export type Hole = readonly [user: number, from: number, to: number];

/** How far a range of users is: the unit of a checkpoint. */
export interface RangeState {
  /** The users, `start` up to but not including `end`. */
  readonly start: number;
  readonly end: number;
  /** Low-water mark: every item of the users below it is done or a dead letter, but for the holes. */
  readonly low: number;
  /** What is not done below the low-water mark, in ascending order. */
  readonly holes: readonly Hole[];
}

/** An item that was given up. It can be computed again, so its place is all that is kept, with the last error. */
export interface DeadLetter {
  readonly user: number;
  readonly record: number;
  readonly error: string;
}

/** A range of which nothing is done. */
export function untouched([start, end]: UserRange): RangeState {
  return { start, end, low: start, holes: [] };
}

/** True when nothing is left to do. */
export function isDone({ low, end, holes }: RangeState): boolean {
  return low === end && holes.length === 0;
}

/**
 * Part `index` of `parts` of what the ranges still hold: nearly equal numbers of users not begun, and every so-many-th
 * hole. Together the parts are the whole.
 */
export function sliceStates(states: readonly RangeState[], index: number, parts: number): RangeState[] {
  const users = states.reduce((sum, { low, end }) => sum + end - low, 0);
  const from = Math.floor((users * index) / parts);
  const to = Math.floor((users * (index + 1)) / parts);
  const slice: RangeState[] = [];
  let before = 0;
  let hole = 0;
  for (const { start, end, low, holes } of states) {
    const mine = holes.filter(() => hole++ % parts === index);
    if (mine.length > 0) slice.push({ start, end: low, low, holes: mine });
    const first = Math.max(low, low + from - before);
    const last = Math.min(end, low + to - before);
    if (first < last) slice.push(untouched([first, last]));
    before += end - low;
  }
  return slice;
}
