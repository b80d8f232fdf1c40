import type { Leak } from "../results/index.ts";

/** Whose the entries are that were shown to somebody else, one a line. */
export function leakLines(leaks: readonly Leak[]): string[] {
  return leaks.map(({ id, shownTo, owners }) => {
    const whose = owners.length === 0 ? "nobody's as it was seeded: somebody wrote it" : `of ${owners.join(" or ")}`;
    return `${id}, shown to ${shownTo}, is ${whose}`;
  });
}
