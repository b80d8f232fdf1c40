import { arrivalPlan } from "./arrival-plan.ts";
import { type ArrivalPlan, type PlanStep, type Stage, type UsersPlan, usersPlan } from "./plan.ts";
import type { Ramp, Spike, Steps } from "./shape-texts.ts";

/** The lines of a ramp. */
export function stagesOf({ from, stages }: Ramp): Stage[] {
  let level = from;
  return stages.map(({ durationMs, to }) => {
    const stage = { durationMs, from: level, to };
    level = to;
    return stage;
  });
}

/** The part of a line of stages from `fromMs` to `toMs`. */
export function cutStages(stages: readonly Stage[], fromMs: number, toMs: number): Stage[] {
  let startMs = 0;
  return stages.flatMap((stage) => {
    const begin = Math.max(0, fromMs - startMs);
    const end = Math.min(stage.durationMs, toMs - startMs);
    startMs += stage.durationMs;
    return begin < end ? [{ durationMs: end - begin, from: levelIn(stage, begin), to: levelIn(stage, end) }] : [];
  });
}

/** The stages with another level in the middle of them. */
export function withSpike(stages: readonly Stage[], { target, startMs, durationMs }: Spike): Stage[] {
  return [
    ...cutStages(stages, 0, startMs),
    { durationMs, from: target, to: target },
    ...cutStages(stages, startMs + durationMs, Number.POSITIVE_INFINITY),
  ];
}

/** Users in steps of `stepMs` each, reached at `spawnRate` per second (Infinity: at once). */
export function userStepsPlan(steps: Steps, stepMs: number, spawnRate: number): UsersPlan {
  let level = 0;
  const stages = steps.targets.flatMap((target) => {
    const rampMs = Math.min(stepMs, (Math.abs(target - level) / spawnRate) * 1000);
    const reached = level + Math.sign(target - level) * Math.min(Math.abs(target - level), (spawnRate * stepMs) / 1000);
    const ramp: Stage = { durationMs: rampMs, from: level, to: reached };
    level = reached;
    return [ramp, { durationMs: stepMs - rampMs, from: level, to: level }].filter(({ durationMs }) => durationMs > 0);
  });
  return usersPlan(stages, Number.POSITIVE_INFINITY, planStepsOf(steps, stepMs));
}

/** Arrival rates in steps of `stepMs` each, made by at most `users` users. */
export function rateStepsPlan(steps: Steps, stepMs: number, users: number): ArrivalPlan {
  const stages = steps.targets.map((target) => ({ durationMs: stepMs, from: target, to: target }));
  return arrivalPlan(stages, users, Number.POSITIVE_INFINITY, planStepsOf(steps, stepMs));
}

/**
 * A function of time as a plan: its value at every whole second is held for that second, until it says null or the run
 * time is over. Being a plain list of levels, every worker follows the same one.
 */
export function sampledPlan(shape: (seconds: number) => number | null, runTimeMs: number): UsersPlan {
  const stages: Stage[] = [];
  for (let second = 0; second * 1000 < runTimeMs; second++) {
    const users = shape(second);
    if (users === null) break;
    if (!Number.isFinite(users) || users < 0) throw new RangeError(`shape(${second}) is ${users}`);
    if (second >= longestSeconds) throw new RangeError("it does not end within a day");
    const level = Math.round(users);
    const last = stages.at(-1);
    if (last?.to === level) stages[stages.length - 1] = { ...last, durationMs: last.durationMs + 1000 };
    else stages.push({ durationMs: 1000, from: level, to: level });
  }
  return usersPlan(stages, runTimeMs);
}

const longestSeconds = 86_400;

function planStepsOf({ of, targets }: Steps, stepMs: number): PlanStep[] {
  return targets.map((target, index) => ({
    name: of === "users" ? `${target} users` : `${Number(target.toPrecision(6))}/s`,
    target,
    startMs: index * stepMs,
    endMs: (index + 1) * stepMs,
  }));
}

function levelIn({ durationMs, from, to }: Stage, intoMs: number): number {
  if (from === to || intoMs === 0) return from;
  return intoMs === durationMs ? to : from + (to - from) * (intoMs / durationMs);
}
