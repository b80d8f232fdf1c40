import type { Check } from "../check.ts";
import { ok, skipped } from "../finding.ts";

/** The `pickup local` of this folder. */
export const localStackCheck: Check = {
  name: "pickup local",
  async run(patient) {
    const stack = await patient.stack();
    if (stack === null) return skipped("none runs in this folder", "`pickup local` starts one.");
    return ok(`runs here (pid ${stack.pid}); what no option names is its`);
  },
};
