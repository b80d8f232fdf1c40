export { cleanOptions, seedOptions, writingOptions } from "./options.ts";
export { absentTable, findTable, makeTable } from "./prepare-table.ts";
export { seedJob, type SeedInput, type SeedShare } from "./seed-job.ts";
export type { SeedReport } from "./seed-report.ts";
export { type SeedOrder, type SeedRunner, stopGraceMs } from "./seed-runner.ts";
export { runSeeding, type SeedingOrder } from "./seeding.ts";
export { planSeeding, type SeedingPlan } from "./seeding-plan.ts";
export type { SeedingProgress } from "./seeding-totals.ts";
export type { WriteAction } from "./write-entries.ts";
