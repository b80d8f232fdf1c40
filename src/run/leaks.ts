import { formatCount } from "../ground/index.ts";
import { truthOf } from "../loadtest/index.ts";
import type { Leak } from "../results/index.ts";
import { type Evidence, findOwners } from "../verification/index.ts";
import type { LoadConditions, LoadOrder } from "./load-run.ts";

/** More would make the pass over a huge dataset slow. */
const mostEntries = 10;
/** A pass over more users takes long enough to be announced. */
const manyUsers = 500_000;

/** Whose the first entries are that were shown to somebody else. Empty when there are none, or after an interruption. */
export async function leaksOf(
  { test, input }: LoadOrder,
  { wrongUsers }: Evidence,
  { interrupted, notice }: Pick<LoadConditions, "interrupted" | "notice">,
): Promise<readonly Leak[]> {
  const shown = wrongUsers.flatMap(({ foreign, userId }) => (foreign === undefined ? [] : [{ foreign, userId }]));
  const truth = shown.length === 0 || interrupted.aborted ? null : truthOf(test, input);
  if (truth === null) return [];
  if (truth.users > manyUsers) notice?.(`looking among ${formatCount(truth.users)} users for whose they are`);
  const named = shown.slice(0, mostEntries);
  const entries = named.map(({ foreign }) => foreign);
  const owners = (await findOwners(truth, entries, interrupted)) ?? [];
  return owners.map((users, at) => {
    const { foreign, userId } = named[at]!;
    return { id: foreign.id, shownTo: userId, owners: users.map((user) => truth.idOf(user)) };
  });
}
