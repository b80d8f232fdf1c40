// What a worker thread runs: the table of all jobs, each loaded only when it is asked for.
import { systemClock } from "../ground/index.ts";
import { type JobFactory, type JobTable, serveJobs, threadCoordinatorLink, threadLease } from "../swarm/index.ts";
import { boundHeapGrowth } from "./heap-growth.ts";

const jobs: JobTable = {
  load: async () => (await import("../loadtest/index.ts")).loadJob as JobFactory<unknown, unknown, unknown>,
  "seed-spread": async () =>
    (await import("../seeding/index.ts")).spreadSeedJob as JobFactory<unknown, unknown, unknown>,
  tokens: async () => {
    const [{ tokenJob }, { pickupDataset }] = await Promise.all([
      import("../tokens/index.ts"),
      import("../dataset/index.ts"),
    ]);
    return tokenJob(pickupDataset) as JobFactory<unknown, unknown, unknown>;
  },
  seed: async () => (await import("../seeding/index.ts")).seedJob as JobFactory<unknown, unknown, unknown>,
};

boundHeapGrowth();
serveJobs(threadCoordinatorLink(), jobs, systemClock, threadLease());
