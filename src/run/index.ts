export { requireEnoughUsers } from "./first-checks.ts";
export {
  datasetUsersOf,
  type LoadOrderRequest,
  makeLoadOrder,
  type PreparedOrder,
  type StackAddresses,
} from "./load-order.ts";
export { formOptions, type Wishes, wishedOptions } from "./form-options.ts";
export { leaksOf } from "./leaks.ts";
export type { LoadEdit } from "./load-edit.ts";
export {
  type LoadConditions,
  type LoadOrder,
  type LoadResult,
  runLoadTest,
  type StartedRun,
  startLoadTest,
} from "./load-run.ts";
export { MaxFinder, type MaxSettings, type MeasuredLoad } from "./max-finder.ts";
export { firstPlanOf, maxSettingsOf, withSearch } from "./max-settings.ts";
export { type Cut, type LeftOrder, leftOrder } from "./order-memo.ts";
export { loadRunOptions, tryRunOptions, verifyRunOptions } from "./options.ts";
export {
  exitCodeOf,
  type PreparedRun,
  type RunControl,
  type RunOutcome,
  RunSession,
  type SessionRun,
} from "./run-session.ts";
export { requireReachableApi } from "./reachable-api.ts";
export { seedOn, seedOnMachines } from "./seed-run.ts";
export { type TrialResult, tryUser, type UserTrial } from "./user-trial.ts";
export { workOnThisMachine } from "./machine-worker.ts";
export { type MachinesRequest, machineTransport, transportFor } from "./transport-for.ts";
export { collectOnMachines } from "./token-run.ts";
export { localWorkers } from "./worker-threads.ts";
