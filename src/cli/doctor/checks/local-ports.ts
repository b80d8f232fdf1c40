import { formatCount } from "../../../ground/index.ts";
import { closingSockets, localPorts } from "../../../loadtest/index.ts";
import type { Check } from "../check.ts";
import { ok, skipped, warning } from "../finding.ts";

const usualUsers = 5000;

/** How many connections to one address have a local port. */
export const localPortsCheck: Check = {
  name: "local ports",
  async run({ values: { users = usualUsers }, http }) {
    const { localAddresses = [] } = await http();
    const each = localPorts();
    if (each === 0) return skipped("this system does not say which ports it gives to connections");
    const free = each * Math.max(1, localAddresses.length) - closingSockets();
    const said = `${formatCount(free)} are free for connections to one address`;
    if (free >= users) return ok(said);
    return warning(
      "PICKUP_PORTS_FEW",
      `${said}, fewer than ${formatCount(users)} users need`,
      'Widen the range (sysctl net.ipv4.ip_local_port_range="1024 65535"), or connect from several: --local-address A-B.',
    );
  },
};
