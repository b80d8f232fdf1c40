import type { UserRange } from "../resume/user-ranges.ts";

/**
 * All users of a range, each once, in an order that a seed (hexadecimal) gives: steps of about the golden section of
 * their number, from a place that the seed decides. Needs no memory, and neighbours in the files are strangers.
 */
export function* permutedUsers([start, end]: UserRange, seed: string): Generator<number> {
  const users = end - start;
  if (users <= 0) return;
  let step = Math.max(1, Math.floor(users * 0.618034));
  while (commonDivisor(step, users) > 1) step++;
  let at = Number.parseInt(seed.slice(0, 12), 16) % users;
  for (let count = 0; count < users; count++) {
    yield start + at;
    at = (at + step) % users;
  }
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}
