export { type LoadOrderRequest, makeLoadOrder, type PreparedOrder, type StackAddresses } from "./load-order.ts";
export type { LoadEdit } from "./load-edit.ts";
export {
  type LoadConditions,
  type LoadOrder,
  type LoadResult,
  requireEnoughUsers,
  runLoadTest,
  type StartedRun,
  startLoadTest,
} from "./load-run.ts";
export { MaxFinder, type MaxSettings, type MeasuredLoad } from "./max-finder.ts";
export { firstPlanOf, maxSettingsOf, withSearch } from "./max-settings.ts";
export { loadRunOptions, verifyRunOptions } from "./options.ts";
export { seedOn } from "./seed-run.ts";
export { localWorkers } from "./worker-threads.ts";
