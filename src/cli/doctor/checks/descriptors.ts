import { formatCount } from "../../../ground/index.ts";
import { openFilesLimit } from "../../../loadtest/index.ts";
import type { Check } from "../check.ts";
import { failure, ok, skipped, warning } from "../finding.ts";

/** What the kit itself keeps open beside one connection for each user. */
const ownFiles = 100;
const hint =
  "Raise it in this shell: ulimit -n 65536; for good in /etc/security/limits.conf, or LimitNOFILE= of a service.";

/** How many connections this process may have at once. */
export const descriptorsCheck: Check = {
  name: "descriptors",
  async run({ values: { users } }) {
    const limit = openFilesLimit();
    if (limit === 0) return skipped("this system does not say how many files a process may open");
    const carried = Math.max(0, limit - ownFiles);
    const said = `${formatCount(limit)} files and connections may be open, good for ${formatCount(carried)} users`;
    if (carried < (users ?? 100)) return failure("PICKUP_DESCRIPTORS_FEW", said, { hint });
    return users === undefined && limit < 4096 ? warning("PICKUP_DESCRIPTORS_FEW", said, hint) : ok(said);
  },
};
