import type { RandomStream } from "../ground/index.ts";

/** The time between the tasks of a virtual user. */
export interface Wait {
  /**
   * When the next task is due, in milliseconds of the run's clock: `previousDueMs` is when the task that just ended was
   * due, `nowMs` the moment it ended. An answer before `nowMs` means the user is late, which counts into its latency.
   */
  nextDueMs(previousDueMs: number, nowMs: number, random: RandomStream): number;
}

/** Waits `seconds` after each task. */
export function constant(seconds: number): Wait {
  const waitMs = atLeast(0, seconds, "constant") * 1000;
  return { nextDueMs: (_previousDueMs, nowMs) => nowMs + waitMs };
}

/** Waits a uniformly random time from `minSeconds` to `maxSeconds` after each task. */
export function between(minSeconds: number, maxSeconds: number): Wait {
  const minMs = atLeast(0, minSeconds, "between") * 1000;
  const spanMs = atLeast(minSeconds, maxSeconds, "between") * 1000 - minMs;
  return { nextDueMs: (_previousDueMs, nowMs, random) => nowMs + minMs + random.next() * spanMs };
}

/** Starts a task every `seconds`; after a task that took longer the next one starts at once, and the debt is forgotten. */
export function constantPacing(seconds: number): Wait {
  const periodMs = atLeast(0, seconds, "constantPacing") * 1000;
  return { nextDueMs: (previousDueMs, nowMs) => Math.max(nowMs, previousDueMs + periodMs) };
}

/** Starts `perSecond` tasks a second and keeps its debt: after a slow task the missed starts follow one after the other. */
export function constantThroughput(perSecond: number): Wait {
  const periodMs = 1000 / atLeast(Number.MIN_VALUE, perSecond, "constantThroughput");
  return { nextDueMs: (previousDueMs) => previousDueMs + periodMs };
}

function atLeast(least: number, value: number, name: string): number {
  if (Number.isFinite(value) && value >= least) return value;
  throw new RangeError(`${name}(${value}): a wait must be a finite number of at least ${least}`);
}
