export type { Job, JobContext, JobFactory } from "./job.ts";
