import { type LoadPlan, rateAt, usersAt } from "../engine/index.ts";

/** What a plan asks for in the last moment of a second: users, or starts per second; null: a pass has no such number. */
export function targetAt(plan: LoadPlan, second: number): number | null {
  const elapsedMs = (second + 1) * 1000 - 1;
  if (plan.kind === "each-once") return null;
  return plan.kind === "users" ? usersAt(plan, elapsedMs) : rateAt(plan, elapsedMs);
}
