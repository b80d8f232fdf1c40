import { exitCodes } from "../../../ground/index.ts";
import { HttpAgent } from "../../../http/index.ts";
import { requireReachableApi } from "../../../run/index.ts";
import type { Check } from "../check.ts";
import { failure, type Finding, ok, skipped } from "../finding.ts";
import type { Patient } from "../patient.ts";

/** The API: a connection, and one request with a token. */
export const apiCheck: Check = {
  name: "API",
  async run(patient) {
    const { address, shown, authorization } = await patient.api();
    const { connectTimeout, requestTimeout, path } = patient.values;
    const { clock } = patient.world;
    const connect = await patient.connect();
    const limits = {
      requestTimeoutMs: requestTimeout,
      connectTimeoutMs: connectTimeout,
      maxBodyBytes: 0,
      keptBodyBytes: 0,
      maxRedirects: 0,
    };
    await requireReachableApi(address, { ...connect, ...limits }, clock);
    const bearer = await bearerOf(patient);
    if (bearer === null)
      return skipped(`${shown} takes connections; without a token it was not asked`, "Mend the token first.");
    const agent = new HttpAgent({ clock, maxConnections: 1, connectTimeoutMs: connectTimeout, ...connect });
    try {
      const startMs = clock.now();
      const authorized = bearer === "" ? authorization : `Bearer ${bearer}`;
      const url = `${address}${path}`;
      const sent = {
        method: "GET",
        url,
        timeoutMs: requestTimeout,
        ...(authorized === undefined ? {} : { authorization: authorized }),
      };
      const { status } = await agent.send(sent);
      return judged(status, `GET ${shown}${path} answered ${status} in ${Math.ceil(clock.now() - startMs)} ms`);
    } finally {
      agent.close();
    }
  },
};

/** Empty where no token is wanted, null where none can be had: a check of its own tells why. */
async function bearerOf(patient: Patient): Promise<string | null> {
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
