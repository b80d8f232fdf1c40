import type { Task } from "./task.ts";

/** Which tasks run: those with one of the tags in `only` (empty: all) and none of the tags in `except`. */
export interface TagSelection {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

interface Tasks<U> {
  readonly [name: string]: Task<U>;
}

/** The tasks that a selection leaves. A group's tags are those of every task in it; a group left empty is dropped. */
export function selectedTasks<U>(tasks: Tasks<U>, { only, except }: TagSelection): Tasks<U> {
  if (only.length === 0 && except.length === 0) return tasks;
  const isWanted = (tags: readonly string[]) =>
    (only.length === 0 || tags.some((tag) => only.includes(tag))) && !tags.some((tag) => except.includes(tag));
  return filtered(tasks, [], isWanted);
}

function filtered<U>(
  tasks: Tasks<U>,
  inherited: readonly string[],
  isWanted: (tags: readonly string[]) => boolean,
): Tasks<U> {
  const left = Object.entries(tasks).flatMap(([name, task]): [string, Task<U>][] => {
    const tags = typeof task === "function" ? inherited : [...inherited, ...(task.tags ?? [])];
    if (typeof task === "function" || "run" in task) return isWanted(tags) ? [[name, task]] : [];
    const inner = filtered(task.tasks, tags, isWanted);
    return Object.keys(inner).length === 0 ? [] : [[name, { ...task, tasks: inner }]];
  });
  return Object.fromEntries(left);
}
