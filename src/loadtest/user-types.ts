import { type Group, selectedTasks, type TagSelection, taskTree } from "../engine/index.ts";
import { KitError } from "../ground/index.ts";
import type { UserType } from "./define.ts";
import type { AnyLoadTest } from "./test-file.ts";
import { withWriteShare } from "./write-share.ts";
import type { User } from "./user.ts";

/** A user as the kit holds it when the types of its rows no longer matter. */
export type AnyUser = User<unknown, unknown>;

/** A user type with the tasks that the tags leave it. */
export interface PlayedType {
  readonly name: string;
  readonly type: UserType<AnyUser>;
  readonly tasks: Group<AnyUser>;
  readonly weight: number;
  readonly fixedCount: number;
}

/**
 * The user types of a test that are played, with their tasks: those in `names` (null: all) of which the tags leave
 * something; those that write as the share `writes` of all. Throws `PICKUP_NO_TASKS` when none is left and `PICKUP_USER_TYPE_UNKNOWN` for a name that is none; exit
 * code 2.
 */
export function playedTypes(
  test: AnyLoadTest,
  tags: TagSelection,
  names: readonly string[] | null = null,
  writes = 0,
): readonly PlayedType[] {
  requireKnown(names ?? [], test);
  const wanted = Object.entries(test.users).filter(([name]) => names?.includes(name) ?? true);
  const types = wanted.flatMap(([name, type]): PlayedType[] => {
    const left = withWriteShare(selectedTasks(type.tasks, tags), writes);
    const fixedCount = type.fixedCount ?? 0;
    const weight = type.fixedCount === undefined ? (type.weight ?? 1) : 0;
    if (Object.keys(left).length === 0 || weight + fixedCount === 0) return [];
    return [{ name, type, tasks: treeOf(name, left), weight, fixedCount }];
  });
  if (types.length > 0) return types;
  throw new KitError("PICKUP_NO_TASKS", "no user type has a task that the tags leave", {
    hint: `The tags are given by --tags and --exclude-tags; the test has ${listed(tagsOf(Object.values(test.users)))}.`,
  });
}

function requireKnown(names: readonly string[], { users }: AnyLoadTest): void {
  const unknown = names.filter((name) => !Object.hasOwn(users, name));
  if (unknown.length === 0) return;
  throw new KitError("PICKUP_USER_TYPE_UNKNOWN", `the test has no user type ${unknown.join(", ")}`, {
    hint: `Its user types are ${Object.keys(users).join(", ")}.`,
  });
}

/** Throws `PICKUP_TOO_MANY_USERS` (exit code 2) when more users are wanted than all fixed counts give. */
export function requireTypesFor(types: readonly PlayedType[], users: number): void {
  const fixed = types.reduce((sum, { fixedCount }) => sum + fixedCount, 0);
  if (users <= fixed || types.some(({ weight }) => weight > 0)) return;
  const message = `${users} users are wanted, but the fixed counts add up to ${fixed}`;
  throw new KitError("PICKUP_TOO_MANY_USERS", message, {
    problems: [{ option: "users", message }],
    hint: `Use --users ${fixed}, or give a user type a weight instead of a fixedCount.`,
  });
}

function treeOf(name: string, tasks: UserType<AnyUser>["tasks"]): Group<AnyUser> {
  try {
    return taskTree(tasks);
  } catch (error) {
    throw new KitError("PICKUP_NO_TASKS", `user type ${name}: ${(error as Error).message}`, {
      hint: "Choose other tags, or give a task that has them a weight above 0.",
      cause: error,
    });
  }
}

interface Tagged {
  readonly tags?: readonly string[];
  readonly tasks?: { readonly [name: string]: unknown };
}

/** Every tag of some tasks and of those in them, each once. */
export function tagsOf(tasks: readonly unknown[]): string[] {
  const found = tasks.flatMap((task) => {
    const { tags = [], tasks: inner = {} } = task as Tagged;
    return [...tags, ...tagsOf(Object.values(inner))];
  });
  return [...new Set(found)].toSorted();
}

function listed(tags: readonly string[]): string {
  return tags.length === 0 ? "no tags" : `the tags ${tags.join(", ")}`;
}
