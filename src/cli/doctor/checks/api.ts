import { exitCodes } from "../../../ground/index.ts";
import { requireReachableApi } from "../../../run/index.ts";
import { askOnce } from "../ask-once.ts";
import type { Check } from "../check.ts";
import { failure, type Finding, ok, skipped } from "../finding.ts";
import type { Patient } from "../patient.ts";

const tokenFirst = "Mend or name the source of tokens first; --token-kind none asks without one.";

/** The API: a connection, and one request with a token. */
export const apiCheck: Check = {
  name: "API",
  async run(patient) {
    const { address, shown, authorization } = await patient.api();
    const { clock } = patient.world;
    await requireReachableApi(address, await patient.http(), clock);
    const token = await tokenOf(patient);
    if (token === null)
      return skipped(`${shown} takes connections, but was asked nothing for want of a token`, tokenFirst);
    const { path } = patient.values;
    const startMs = clock.now();
    const { status } = await askOnce(patient, `${address}${path}`, token === "" ? authorization : `Bearer ${token}`);
    return judged(status, `GET ${shown}${path} answered ${status} in ${Math.ceil(clock.now() - startMs)} ms`);
  },
};

/** Empty where no token is wanted, null where none can be had: a check of its own tells why. */
async function tokenOf(patient: Patient): Promise<string | null> {
  try {
    return (await patient.token()).value;
  } catch {
    return null;
  }
}

function judged(status: number, said: string): Finding {
  if (status >= 200 && status < 300) return ok(said);
  const isRefused = status === 401 || status === 403;
  return failure("PICKUP_API_REFUSED", said, {
    hint: isRefused
      ? "Let the API trust the token service: its key, issuer and audience, and the clocks."
      : "Check -H and --path, and look into the log of the API.",
    exitCode: isRefused ? exitCodes.credentials : exitCodes.unreachable,
  });
}
