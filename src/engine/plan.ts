/**
 * How much load there is at which time. A plan is a plain value that can be sent to a worker, and everything about it is
 * a pure function of the time since the start of the run.
 */
export type LoadPlan = UsersPlan | ArrivalPlan | EachOncePlan;

/** Virtual users along a line of stages, each with constant slope. */
export interface UsersPlan {
  readonly kind: "users";
  readonly stages: readonly Stage[];
  /** When the run is over, if need be in the middle of a stage; Infinity: when it is stopped. */
  readonly endMs: number;
  /** Parts of the run with statistics of their own; usually none. */
  readonly steps: readonly PlanStep[];
}

/** Starts at a rate, whether or not earlier ones have ended; the stages are starts per second. */
export interface ArrivalPlan {
  readonly kind: "arrivals";
  readonly stages: readonly Stage[];
  /** The users that make the starts. */
  readonly users: number;
  /** As of {@link UsersPlan}. */
  readonly endMs: number;
  readonly steps: readonly PlanStep[];
}

/** Users of the dataset run once through their tasks; at most `concurrency` at a time. */
export interface EachOncePlan {
  readonly kind: "each-once";
  /** How many run in all. */
  readonly users: number;
  /** The users 0, `stride`, 2 · `stride` … run; 1 for all. */
  readonly stride: number;
  readonly concurrency: number;
}

export interface Stage {
  /** Infinity: until the run is stopped. */
  readonly durationMs: number;
  readonly from: number;
  readonly to: number;
}

/** A part of a run that is reported apart; whole seconds. */
export interface PlanStep {
  readonly name: string;
  /** Users, or starts per second. */
  readonly target: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** One worker's part of a whole: of everything that is counted 0, 1, 2 …, the numbers ≡ `index` (mod `of`). */
export interface Slice {
  readonly index: number;
  readonly of: number;
}

/** Locust's shape: `users` started at `spawnRate` per second, from the first moment on, for `runTimeMs` in all. */
export function spawnPlan(users: number, spawnRate: number, runTimeMs: number): UsersPlan {
  const ramp: Stage = { durationMs: (users / spawnRate) * 1000, from: 0, to: users };
  const hold: Stage = { durationMs: Number.POSITIVE_INFINITY, from: users, to: users };
  return usersPlan([ramp, hold], runTimeMs);
}

/** Virtual users along `stages`, until the last one or `runTimeMs` is over. */
export function usersPlan(
  stages: readonly Stage[],
  runTimeMs = Number.POSITIVE_INFINITY,
  steps: readonly PlanStep[] = [],
): UsersPlan {
  const endMs = stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { kind: "users", stages, endMs: Math.min(endMs, runTimeMs), steps };
}

/** A pass over all `held` users, or over `sample` of them, spread evenly. */
export function eachOncePlan(held: number, sample: number, concurrency: number): EachOncePlan {
  const users = Math.min(held, sample);
  return { kind: "each-once", users, stride: Math.max(1, Math.floor(held / users)), concurrency };
}

/** The most users a plan asks for at once, whether or not its end lets it come to that. */
export function peakUsersOf(plan: LoadPlan): number {
  if (plan.kind === "each-once") return Math.min(plan.users, plan.concurrency);
  if (plan.kind === "arrivals") return plan.users;
  return Math.ceil(Math.max(0, ...plan.stages.flatMap(({ from, to }) => [from, to])));
}

/** The users that should run at a time; 0 before the start and after the end. */
export function usersAt(plan: UsersPlan, elapsedMs: number): number {
  const found = stageAt(plan, elapsedMs);
  return found === undefined ? 0 : countIn(found.stage, elapsedMs - found.startMs);
}

/** The first time after `elapsedMs` at which {@link usersAt} may answer otherwise; Infinity when it never will. */
export function nextChangeAfter(plan: UsersPlan, elapsedMs: number): number {
  if (elapsedMs < 0) return 0;
  const found = stageAt(plan, elapsedMs);
  if (found === undefined) return Number.POSITIVE_INFINITY;
  const { stage, startMs } = found;
  const endMs = Math.min(plan.endMs, startMs + stage.durationMs);
  if (stage.from === stage.to) return endMs;
  const rising = stage.to > stage.from;
  const value = valueIn(stage, elapsedMs - startMs);
  const crossing = rising ? Math.floor(value) + 1 : Math.ceil(value) - 1;
  const crossingMs = startMs + ((crossing - stage.from) / (stage.to - stage.from)) * stage.durationMs;
  // Rounding may put the crossing at or before now; a step of a microsecond keeps time moving.
  return Math.min(endMs, Math.max(crossingMs, elapsedMs + 0.001));
}

/** How many of the numbers 0 … `count` − 1 belong to a slice. The slices of all workers add up exactly to `count`. */
export function sliceOf(count: number, { index, of }: Slice): number {
  return count <= index ? 0 : Math.floor((count - index + of - 1) / of);
}

/** The number that the `position`-th member of a slice has in the whole. */
export function numberInWhole(position: number, { index, of }: Slice): number {
  return index + position * of;
}

function stageAt(plan: UsersPlan, elapsedMs: number): { stage: Stage; startMs: number } | undefined {
  if (elapsedMs < 0 || elapsedMs >= plan.endMs) return undefined;
  let startMs = 0;
  for (const stage of plan.stages) {
    if (elapsedMs < startMs + stage.durationMs) return { stage, startMs };
    startMs += stage.durationMs;
  }
  return undefined;
}

function valueIn(stage: Stage, intoMs: number): number {
  return stage.from + (stage.to - stage.from) * (intoMs / stage.durationMs);
}

/**
 * On a rising slope the user k (from 0) runs from the moment the line reaches k, so the first one starts at once; on a
 * falling slope it runs until the line has passed below k.
 */
function countIn(stage: Stage, intoMs: number): number {
  if (stage.from === stage.to) return Math.ceil(stage.from);
  const value = valueIn(stage, intoMs);
  return Math.min(Math.ceil(Math.max(stage.from, stage.to)), Math.floor(value + 1e-9) + 1);
}
