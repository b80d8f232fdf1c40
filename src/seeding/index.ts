export { cleanOptions, seedOptions, writingOptions } from "./options.ts";
export { absentTable, findTable, makeTable } from "./prepare-table.ts";
export { seedJob, type SeedInput, type SeedShare } from "./seed-job.ts";
export type { BatchRecord, FailedCall, RetryReason, SeedReport } from "./seed-report.ts";
export { type SeedOrder, type SeedRunner, stopGraceMs } from "./seed-runner.ts";
export { runSeeding, type SeedingOrder, type SeedingProgress } from "./seeding.ts";
export { planSeeding, type SeedingPlan } from "./seeding-plan.ts";
export type { UserRange } from "./user-ranges.ts";
export type { WriteAction } from "./write-entries.ts";
