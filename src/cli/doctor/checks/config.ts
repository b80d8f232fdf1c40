import { pickupDataset } from "../../../dataset/index.ts";
import { plural } from "../../../ground/index.ts";
import type { Check } from "../check.ts";
import { ok, skipped, warning } from "../finding.ts";

const cure = "Look with `pickup config check`; make a new one with `pickup config 50 --force`, and seed it.";

/** The config, which says who asks and what is owed to them. */
export const configCheck: Check = {
  name: "config",
  async run(patient) {
    const reading = await patient.config();
    if (reading === null) return skipped("there is none in this folder", "`pickup config 50` makes one for 50 users.");
    if (reading.warnings.length > 0) return warning("PICKUP_CONFIG_TIMES", reading.warnings.join("; "), cure);
    const { users, totalMarkers } = pickupDataset(reading.config);
    return ok(`${patient.values.config}: ${plural(users, "user")} with ${plural(totalMarkers, "marker")}`);
  },
};
