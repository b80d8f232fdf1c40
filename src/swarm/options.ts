import { defineOptions, optionType } from "../ground/index.ts";

/** Who does the work. */
export const swarmOptions = defineOptions({
  workers: { type: optionType.integer(1, 1024), help: "most worker threads to use (default: one per core)" },
});
