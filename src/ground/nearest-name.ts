/** The name most like a mistyped one, by the edits between them; undefined when none is near. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => ({ name, distance: distanceOf(typed.toLowerCase(), name.toLowerCase()) }));
  const [nearest] = distances.toSorted((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance <= mostEditsOf(typed) ? nearest.name : undefined;
}

/** In a word of three letters two edits would make it any other one. */
function mostEditsOf({ length }: string): number {
  return length <= 3 ? 1 : Math.max(2, length / 3);
}

/** Letters inserted, left out, replaced, or changed with their neighbour ("optimal string alignment"). */
function distanceOf(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, length) => length);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1, swapped));
    }
    before = row;
    row = next;
  }
  return row[to.length]!;
}
