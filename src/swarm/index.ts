export { Coordinator, type JobOrder } from "./coordinator.ts";
export type { Job, JobContext, JobFactory } from "./job.ts";
export { swarmOptions } from "./options.ts";
export { type JobTable, serveJobs } from "./serve-jobs.ts";
export { threadCoordinatorLink, threadTransport } from "./threads.ts";
export type { CoordinatorLink, Transport, WorkerLink, WorkerListener } from "./transport.ts";
