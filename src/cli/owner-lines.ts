import { formatCount } from "../ground/index.ts";
import { truthOf } from "../loadtest/index.ts";
import type { LoadOrder, LoadResult } from "../run/index.ts";
import { findOwners } from "../verification/index.ts";
import { say, type World } from "./world.ts";

/** More would make the pass over a huge dataset slow. */
const mostEntries = 10;
/** A pass over more users takes long enough to be announced. */
const manyUsers = 500_000;

/** Says whose the first entries are that were shown to somebody else. Nothing when there are none, or after Ctrl+C. */
export async function sayOwners(
  world: World,
  { test, input }: LoadOrder,
  { evidence }: Pick<LoadResult, "evidence">,
): Promise<void> {
  const shown = evidence.wrongUsers.filter(({ foreign }) => foreign !== undefined).slice(0, mostEntries);
  const truth = shown.length === 0 || world.interrupted.aborted ? null : truthOf(test, input);
  if (truth === null) return;
  if (truth.users > manyUsers) say(world, `looking among ${formatCount(truth.users)} users for whose they are`);
  const owners = await findOwners(
    truth,
    shown.map(({ foreign }) => foreign!),
    world.interrupted,
  );
  for (const [at, users] of (owners ?? []).entries()) {
    const { foreign, userId } = shown[at]!;
    const whose = users.map((user) => truth.idOf(user)).join(" or ") || "nobody's as it was seeded: somebody wrote it";
    say(world, `${foreign!.id}, shown to ${userId}, is ${users.length > 0 ? "of " : ""}${whose}`);
  }
}
