import { setImmediate } from "node:timers/promises";
import { isShownAlike } from "./row.ts";
import type { Shown, Truth } from "./truth.ts";

/** Users between two looks at whether to go on. */
const stretch = 20_000;

/**
 * Whose seeded rows these entries are, in one pass over all users: for each entry the users, by index. More than one
 * when their rows look alike, none when nobody was seeded such a row. Null when it was stopped.
 */
export async function findOwners(
  truth: Truth,
  entries: readonly Shown[],
  stopped: AbortSignal,
): Promise<readonly (readonly number[])[] | null> {
  const owners = entries.map((): number[] => []);
  const mayHold = truth.holdersOf(entries.map(({ id }) => id));
  for (let user = 0; user < truth.users; user++) {
    if (user % stretch === 0) {
      await setImmediate();
      if (stopped.aborted) return null;
    }
    if (!mayHold(user)) continue;
    const rows = truth.rowsOf(user);
    for (const [at, entry] of entries.entries()) {
      if (rows.some((row) => isShownAlike(row, entry))) owners[at]!.push(user);
    }
  }
  return owners;
}
