import type { ArrivalPlan, PlanStep, Stage } from "./plan.ts";

/** What may be lost to rounding when starts are counted by adding up stages; a millionth of a start. */
const tolerance = 1e-6;

/**
 * Starts at a rate that follows `stages` (starts per second) until `runTimeMs`, made by at most `users` users. Start k
 * is due when the area under the line exceeds k, so at a constant rate the first one is due at once and the others
 * follow at equal distances.
 */
export function arrivalPlan(
  stages: readonly Stage[],
  users: number,
  runTimeMs = Number.POSITIVE_INFINITY,
  steps: readonly PlanStep[] = [],
): ArrivalPlan {
  const endMs = Math.min(
    runTimeMs,
    stages.reduce((sum, { durationMs }) => sum + durationMs, 0),
  );
  return { kind: "arrivals", stages, users, endMs, steps };
}

/** A constant number of starts per second. */
export function constantArrivals(ratePerSecond: number, users: number, runTimeMs: number): ArrivalPlan {
  const hold = { durationMs: Number.POSITIVE_INFINITY, from: ratePerSecond, to: ratePerSecond };
  return arrivalPlan([hold], users, runTimeMs);
}

/** When start `start` (from 0) is due, in milliseconds since the start of the run; Infinity when it is not planned. */
export function timeOf(plan: ArrivalPlan, start: number): number {
  let startMs = 0;
  let before = 0;
  for (const stage of plan.stages) {
    const after = before + area(stage, stage.durationMs);
    if (after - tolerance > start) {
      const dueMs = startMs + timeInto(stage, Math.max(0, start - before));
      return dueMs < plan.endMs - tolerance ? dueMs : Number.POSITIVE_INFINITY;
    }
    startMs += stage.durationMs;
    before = after;
  }
  return Number.POSITIVE_INFINITY;
}

/** How many starts are due at or before a time. Exactly the inverse of {@link timeOf}. */
export function startsAt(plan: ArrivalPlan, elapsedMs: number): number {
  if (elapsedMs < 0) return 0;
  let count = Math.floor(areaUntil(plan, Math.min(elapsedMs, plan.endMs))) + 1;
  while (timeOf(plan, count) <= elapsedMs) count++;
  while (count > 0 && timeOf(plan, count - 1) > elapsedMs) count--;
  return count;
}

/** Starts per second at a time; 0 before the start and after the end. */
export function rateAt(plan: ArrivalPlan, elapsedMs: number): number {
  if (elapsedMs < 0 || elapsedMs >= plan.endMs) return 0;
  let startMs = 0;
  for (const { durationMs, from, to } of plan.stages) {
    if (elapsedMs < startMs + durationMs)
      return from === to ? from : from + ((to - from) * (elapsedMs - startMs)) / durationMs;
    startMs += durationMs;
  }
  return 0;
}

function areaUntil({ stages }: ArrivalPlan, elapsedMs: number): number {
  let startMs = 0;
  let sum = 0;
  for (const stage of stages) {
    if (elapsedMs <= startMs) break;
    sum += area(stage, Math.min(stage.durationMs, elapsedMs - startMs));
    startMs += stage.durationMs;
  }
  return sum;
}

/** Starts in the first `intoMs` of a stage; none in one that takes no time, a jump. */
function area({ durationMs, from, to }: Stage, intoMs: number): number {
  if (intoMs === 0) return 0;
  if (from === to) return from === 0 ? 0 : (from * intoMs) / 1000;
  return ((from + ((to - from) * intoMs) / durationMs / 2) * intoMs) / 1000;
}

/** After which time a stage has made `starts` starts; the form of the root that loses no digits. */
function timeInto({ durationMs, from, to }: Stage, starts: number): number {
  if (starts === 0) return 0;
  if (from === to) return (starts * 1000) / from;
  const slope = (to - from) / durationMs;
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * starts * 1000));
  return (2 * starts * 1000) / (from + root);
}
