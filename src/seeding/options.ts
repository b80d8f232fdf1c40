import { defineOptions, optionType } from "../ground/index.ts";

/** How `pickup seed` and `pickup clean` write. */
export const writingOptions = defineOptions({
  concurrency: { type: optionType.integer(1, 256), default: 8, help: "batches in flight at once, per worker" },
  maxExceptions: {
    type: optionType.integer(1),
    default: 5,
    help: "stop after so many errors that no retry mends; the same command then goes on",
  },
  logBatches: { type: optionType.flag, default: false, help: "write a line for every batch to runtime.log" },
});

/** What only `pickup seed` knows. */
export const seedOptions = defineOptions({
  dryRun: { type: optionType.flag, default: false, help: "print items, bytes, capacity, time and cost, and stop" },
  createTable: { type: optionType.flag, default: false, help: "make the table in AWS when it is absent" },
});

/** What only `pickup clean` knows. */
export const cleanOptions = defineOptions({
  yes: { type: optionType.flag, default: false, help: "do not ask before deleting from a real table" },
});
