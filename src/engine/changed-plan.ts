import { type ArrivalPlan, type Stage, type UsersPlan, usersAt } from "./plan.ts";
import { cutStages } from "./shapes.ts";

/**
 * The plan with `users` instead of what it asked for from `atMs` on, reached at `spawnRate` per second, upwards and
 * downwards. It is counted from the same start, so workers may learn of it a little early or late and still add up.
 */
export function withUsersFrom(plan: UsersPlan, atMs: number, users: number, spawnRate: number): UsersPlan {
  const current = usersAt(plan, atMs);
  const rampMs = (Math.abs(users - current) / spawnRate) * 1000;
  const ramp: Stage[] = rampMs > 0 ? [{ durationMs: rampMs, from: current, to: users }] : [];
  return { ...plan, stages: [...cutStages(plan.stages, 0, atMs), ...ramp, heldAt(users)] };
}

/** The plan with another rate from `atMs` on; starts that were due before it stay due. Counted from the same start. */
export function withRateFrom(plan: ArrivalPlan, atMs: number, ratePerSecond: number): ArrivalPlan {
  return { ...plan, stages: [...cutStages(plan.stages, 0, atMs), heldAt(ratePerSecond)] };
}

function heldAt(level: number): Stage {
  return { durationMs: Number.POSITIVE_INFINITY, from: level, to: level };
}
