/** Users `start` up to, but not including, `end`. */
export type UserRange = readonly [start: number, end: number];

/** How many users the ranges hold. */
export function usersIn(ranges: readonly UserRange[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** Part `index` of `parts` of the ranges: nearly equal numbers of users; together the parts are the whole. */
export function sliceRanges(ranges: readonly UserRange[], index: number, parts: number): UserRange[] {
  const users = usersIn(ranges);
  const from = Math.floor((users * index) / parts);
  const to = Math.floor((users * (index + 1)) / parts);
  const slice: UserRange[] = [];
  let before = 0;
  for (const [start, end] of ranges) {
    const first = Math.max(start, start + from - before);
    const last = Math.min(end, start + to - before);
    if (first < last) slice.push([first, last]);
    before += end - start;
  }
  return slice;
}

/** The same users in as few ranges as possible, for ranges in ascending order that do not overlap. */
export function joinRanges(ranges: readonly UserRange[]): UserRange[] {
  const joined: UserRange[] = [];
  for (const [start, end] of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && last[1] === start) joined[joined.length - 1] = [last[0], end];
    else if (start < end) joined.push([start, end]);
  }
  return joined;
}
