export { declaredThresholds } from "./declared-thresholds.ts";
export { type Dataset, defineLoadTest, type LoadTest, type Run, type Threshold, type UserType } from "./define.ts";
export type { LoadInput, LoadShare } from "./load-input.ts";
export { datasetOf, loadJob, type LoadReport } from "./load-job.ts";
export { type LoadOptions, loadTestOptions } from "./options.ts";
export { resolveOwnName } from "./self-import.ts";
export { type AnyLoadTest, loadTestFile, placeInTestFile } from "./test-file.ts";
export type { User, UserHttp } from "./user.ts";
