import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { exitCodes, plural, systemCodeOf } from "../../../ground/index.ts";
import type { Check } from "../check.ts";
import { failure, type Finding, ok, skipped, warning } from "../finding.ts";
import type { NamedHost, Patient } from "../patient.ts";

const slowMs = 500;

/** The address of each host's name, and how long it takes to get. */
export const dnsCheck: Check = {
  name: "DNS",
  async run(patient) {
    const hosts = await patient.hosts();
    if (hosts.length === 0) return skipped("no host is named");
    const names = new Map(hosts.map((host) => [hostnameOf(host), host]));
    return Promise.all([...names].map(([name, host]) => looked(patient, name, host)));
  },
};

/** Of the first one, where several are named. */
function hostnameOf({ address }: NamedHost): string {
  const [first] = address.split(",");
  return new URL(first!.includes("://") ? first! : `nats://${first}`).hostname.replace(/^\[|\]$/g, "");
}

async function looked({ world: { clock } }: Patient, name: string, { what }: NamedHost): Promise<Finding> {
  if (isIP(name) !== 0) return ok(`${name} is an address`);
  const startMs = clock.now();
  try {
    const found = await lookup(name, { all: true });
    const tookMs = Math.ceil(clock.now() - startMs);
    const said = `${name} has ${plural(found.length, "address")}, looked up in ${tookMs} ms`;
    if (tookMs <= slowMs) return ok(said);
    return warning(
      "PICKUP_HOST_UNKNOWN",
      said,
      "Look after this machine's DNS (/etc/resolv.conf); the kit asks every 30 s.",
    );
  } catch (error) {
    return failure("PICKUP_HOST_UNKNOWN", `${name} (${what}) is not known: ${systemCodeOf(error) ?? String(error)}`, {
      hint: "Check its spelling, and that this machine's DNS knows it; a VPN may be needed.",
      exitCode: exitCodes.unreachable,
    });
  }
}
