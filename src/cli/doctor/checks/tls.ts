import { exitCodes } from "../../../ground/index.ts";
import { certificateOf, type ServerCertificate, shownProxyOf } from "../../../http/index.ts";
import type { Check } from "../check.ts";
import { failure, type Finding, ok, skipped, warning } from "../finding.ts";
import type { NamedHost, Patient } from "../patient.ts";

const soonMs = 14 * 86_400_000;

/** The certificate of each https host: protocol, end, and whether it is trusted. */
export const tlsCheck: Check = {
  name: "TLS",
  async run(patient) {
    const hosts = (await patient.hosts()).filter(({ address }) => address.startsWith("https:"));
    if (hosts.length === 0) return skipped("no named host is spoken to by https");
    return Promise.all(hosts.map((host) => looked(patient, host)));
  },
};

async function looked({ world: { clock }, values, http }: Patient, host: NamedHost): Promise<Finding> {
  const { tls, proxies, connectTimeoutMs } = await http();
  const name = `${host.what} ${new URL(host.address).host}`;
  if (shownProxyOf(host.address, proxies) !== null) return skipped(`${name} is reached through a proxy`);
  const found = await certificateOf(host.address, { tls, timeoutMs: connectTimeoutMs, clock });
  if (typeof found === "string")
    return skipped(`${name} showed no certificate: ${found}`, "Mend the connection first.");
  return judged(name, found, clock.wallNow(), values.insecure);
}

function judged(name: string, found: ServerCertificate, nowMs: number, isInsecure: boolean): Finding {
  const { protocol, endsAtMs, distrust } = found;
  const leftMs = endsAtMs - nowMs;
  const said = `${name}: ${protocol}, certificate of ${found.subject} until ${new Date(endsAtMs).toISOString().slice(0, 10)}`;
  if (leftMs <= 0) {
    const more = { hint: "Have the certificate renewed.", exitCode: exitCodes.unreachable };
    return failure("PICKUP_CERTIFICATE_EXPIRING", `${said}: it has ended`, more);
  }
  if (distrust !== null) {
    const cure = "Name who vouches for it: --ca FILE; --insecure takes any.";
    if (isInsecure)
      return warning("PICKUP_CERTIFICATE_UNTRUSTED", `${said}: taken by --insecure only (${distrust})`, cure);
    const more = { hint: cure, exitCode: exitCodes.unreachable };
    return failure("PICKUP_CERTIFICATE_UNTRUSTED", `${said}: not trusted (${distrust})`, more);
  }
  if (leftMs > soonMs) return ok(`${said}, trusted`);
  return warning("PICKUP_CERTIFICATE_EXPIRING", `${said}, trusted`, "Have it renewed in time.");
}
