import type { Group } from "../engine/index.ts";
import type { TaskRatio, TaskShare } from "../results/index.ts";
import type { AnyUser, PlayedType } from "./user-types.ts";

/** How often each task of `users` virtual users is chosen: within each user type, and among all. */
export function taskRatioOf(types: readonly PlayedType[], users: number): TaskRatio {
  const shares = userShares(types, users);
  const named = types.map(({ name, tasks }) => ({ name, tasks }));
  return {
    perUserType: named.map(({ name, tasks }, i) => ({ name, ratio: shares[i]!, tasks: sharesOf(tasks, 1) })),
    total: named.map(({ name, tasks }, i) => ({ name, ratio: shares[i]!, tasks: sharesOf(tasks, shares[i]!) })),
  };
}

/** The fixed counts come first, the rest goes by weight. */
function userShares(types: readonly PlayedType[], users: number): number[] {
  const fixed = types.reduce((sum, { fixedCount }) => sum + fixedCount, 0);
  const weights = types.reduce((sum, { weight }) => sum + weight, 0);
  const free = Math.max(0, users - fixed);
  const counts = types.map(({ fixedCount, weight }) => {
    const ofFixed = users < fixed ? (fixedCount / fixed) * users : fixedCount;
    return ofFixed + (weights === 0 ? 0 : (weight / weights) * free);
  });
  const sum = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => (sum === 0 ? 0 : count / sum));
}

/** A sequence runs all of its tasks, each as often as the others. */
function sharesOf({ kind, children, totalWeight }: Group<AnyUser>, of: number): TaskShare[] {
  return children.map((child) => {
    const ratio = of * (kind === "sequence" ? 1 / children.length : child.weight / totalWeight);
    return { name: lastName(child.name), ratio, tasks: child.kind === "leaf" ? [] : sharesOf(child, ratio) };
  });
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
