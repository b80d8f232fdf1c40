import { exitCodes, formatDurationMs } from "../../../ground/index.ts";
import { askOnce } from "../ask-once.ts";
import type { Check } from "../check.ts";
import { failure, type Finding, ok, skipped, warning } from "../finding.ts";
import type { NamedHost, Patient } from "../patient.ts";

/** A Date field says whole seconds. */
const exactMs = 2000;
/** From here on AWS refuses signatures. */
const mostSkewMs = 5 * 60_000;
const cure = "Set the clock that is wrong, best by NTP: `timedatectl set-ntp true`.";

/** This machine's clock against the Date field in the answer of each host. */
export const clockCheck: Check = {
  name: "clock",
  async run(patient) {
    const hosts = (await patient.hosts()).filter(({ what }) => what !== "NATS");
    const skews = await Promise.all(hosts.map(async (host) => ({ host, skewMs: await skewTo(patient, host) })));
    const known = skews.filter(({ skewMs }) => skewMs !== null) as { host: NamedHost; skewMs: number }[];
    if (known.length === 0) return skipped("nobody answered who could say what time it is");
    return known.map(({ host, skewMs }) => judged(host, skewMs));
  },
};

/** How far this machine is ahead, by one request that needs no right answer; null: no answer, or one without a date. */
async function skewTo(patient: Patient, { address }: NamedHost): Promise<number | null> {
  const { clock } = patient.world;
  const startMs = clock.wallNow();
  try {
    const { headers } = await askOnce(patient, `${new URL(address).origin}/`);
    const theirsMs = Date.parse(headers.get("date") ?? "") + 500;
    return Number.isNaN(theirsMs) ? null : (startMs + clock.wallNow()) / 2 - theirsMs;
  } catch {
    return null; // told by the check of the service itself
  }
}

function judged({ what, address }: NamedHost, skewMs: number): Finding {
  const shown = `of the ${what} ${new URL(address).host}`;
  if (Math.abs(skewMs) <= exactMs) return ok(`agrees with that ${shown}`);
  const by = formatDurationMs(Math.round(Math.abs(skewMs) / 1000) * 1000);
  const said = `this machine is ${by} ${skewMs > 0 ? "ahead" : "behind"} of the clock ${shown}`;
  if (Math.abs(skewMs) <= mostSkewMs) return warning("PICKUP_CLOCK_SKEWED", said, cure);
  return failure("PICKUP_CLOCK_SKEWED", said, { hint: cure, exitCode: exitCodes.credentials });
}
