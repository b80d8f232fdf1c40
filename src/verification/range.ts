/** The least and the greatest of some numbers; null when there were none. Plain, so that it travels and merges. */
export type Range = { readonly min: number; readonly max: number } | null;

export function rangeOf(values: Iterable<number>): Range {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? null : { min, max };
}

export function mergeRanges(a: Range, b: Range): Range {
  if (a === null || b === null) return a ?? b;
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
