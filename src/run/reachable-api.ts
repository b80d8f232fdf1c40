import { type Clock, exitCodes, formatDurationMs, KitError } from "../ground/index.ts";
import { type HttpSettings, reach } from "../http/index.ts";

/**
 * Throws `PICKUP_API_UNREACHABLE` (exit code 5) unless `host` accepts a connection in time, for https with a
 * certificate that is trusted. Sends no request: what the API answers is for the load to find out.
 */
export async function requireReachableApi(host: string, http: HttpSettings, clock: Clock): Promise<void> {
  const { connectTimeoutMs } = http;
  const fault = await reach(host, { ...http, localAddress: http.localAddresses?.[0], clock });
  if (fault === null) return;
  const reason =
    fault === "PICKUP_HTTP_CONNECT_TIMEOUT" ? `no connection within ${formatDurationMs(connectTimeoutMs)}` : fault;
  throw new KitError("PICKUP_API_UNREACHABLE", `the API ${host} cannot be reached: ${reason}`, {
    hint: hintOf(fault),
    exitCode: exitCodes.unreachable,
  });
}

/** The codes with which OpenSSL and Node refuse a certificate. */
function hintOf(fault: string): string {
  if (fault === "PICKUP_HTTP_NOT_HTTP2") {
    return "The test file asks for HTTP/2 (`http: { version: 2 }`): switch it on in the server, or leave that out.";
  }
  return /CERT|SIGNATURE|ISSUER|VERIFY/.test(fault)
    ? "If the certificate is right, name who vouches for it: --ca FILE. --insecure takes any."
    : "Check that it runs and that its address is right (-H URL).";
}
