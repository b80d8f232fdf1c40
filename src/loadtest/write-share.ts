import type { Task } from "../engine/index.ts";

type Tasks<U> = { readonly [name: string]: Task<U> };

/**
 * The tasks of a user type where those marked `writes` are that share of all, 0 to 1: with 0 they do not run. Their
 * weights decide among themselves.
 */
export function withWriteShare<U>(tasks: Tasks<U>, share: number): Tasks<U> {
  const entries = Object.entries(tasks);
  const writing = entries.filter(([, task]) => isWriting(task));
  if (writing.length === 0) return tasks;
  const others = entries.filter(([, task]) => !isWriting(task));
  if (share === 0) return Object.fromEntries(others);
  if (share === 1 || others.length === 0) return Object.fromEntries(writing);
  const scale = (share / (1 - share)) * (weightOf(others) / weightOf(writing));
  return Object.fromEntries(
    entries.map(([name, task]) => [name, isWriting(task) ? { ...task, weight: (task.weight ?? 1) * scale } : task]),
  );
}

function isWriting<U>(task: Task<U>): task is Exclude<Task<U>, (...args: never[]) => unknown> {
  return typeof task === "object" && "writes" in task && (task.writes ?? false);
}

function weightOf<U>(entries: readonly (readonly [string, Task<U>])[]): number {
  return entries.reduce((sum, [, task]) => sum + (typeof task === "function" ? 1 : (task.weight ?? 1)), 0);
}
