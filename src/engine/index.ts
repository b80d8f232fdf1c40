export { engineOptions } from "./options.ts";
export {
  eachOncePlan,
  type EachOncePlan,
  type LoadPlan,
  nextChangeAfter,
  numberInWhole,
  peakUsersOf,
  type Slice,
  sliceOf,
  spawnPlan,
  type Stage,
  type UsersPlan,
  usersAt,
} from "./plan.ts";
export { type Act, type Group, type Leaf, type Task, TaskCursor, taskTree } from "./task.ts";
export type { Behaviour, Performer } from "./virtual-user.ts";
export { between, constant, constantPacing, constantThroughput, type Wait } from "./wait.ts";
export { type Role, WorkerRun, type WorkerRunOptions } from "./worker-run.ts";
