export { arrivalPlan, constantArrivals, rateAt, startsAt, timeOf } from "./arrival-plan.ts";
export { withRateFrom, withUsersFrom } from "./changed-plan.ts";
export { engineOptions, shapeOptions } from "./options.ts";
export { PartedRun, type PartedRunOptions } from "./parted-run.ts";
export { onlyPart, type Parts } from "./parts.ts";
export { planOf, type PlanRequest } from "./plan-of.ts";
export {
  type ArrivalPlan,
  eachOncePlan,
  type EachOncePlan,
  type LoadPlan,
  nextChangeAfter,
  numberInWhole,
  peakUsersOf,
  type PlanStep,
  type Slice,
  sliceOf,
  spawnPlan,
  type Stage,
  type UsersPlan,
  usersAt,
  usersPlan,
} from "./plan.ts";
export { selectedTasks, type TagSelection } from "./tag-selection.ts";
export { type Act, type Group, type Leaf, leavesOf, type Task, TaskCursor, taskTree } from "./task.ts";
export type { UserPick } from "./user-pool.ts";
export type { Behaviour, Performer, Role } from "./virtual-user.ts";
export { between, constant, constantPacing, constantThroughput, type Wait } from "./wait.ts";
export { WorkerRun, type WorkerRunOptions } from "./worker-run.ts";
