import { once } from "node:events";
import { connect, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Clock, exitCodes, formatDurationMs, KitError, systemCodeOf } from "../ground/index.ts";

/**
 * Throws `PICKUP_API_UNREACHABLE` (exit code 5) unless `host` accepts a connection within `timeoutMs`, for https with a
 * certificate that is trusted. Sends no request: what the API answers is for the load to find out.
 */
export async function requireReachableApi(host: string, timeoutMs: number, clock: Clock): Promise<void> {
  const socket = socketTo(new URL(host));
  const timeout = clock.after(timeoutMs, () => {
    socket.destroy(new Error(`no connection within ${formatDurationMs(timeoutMs)}`));
  });
  try {
    await once(socket, "encrypted" in socket ? "secureConnect" : "connect");
  } catch (cause) {
    throw unreachable(host, cause as Error);
  } finally {
    timeout.cancel();
    socket.destroy();
  }
}

function socketTo({ protocol, hostname, port }: URL) {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol === "http:") return connect({ host, port: Number(port || 80) });
  const servername = isIP(host) === 0 ? host : "";
  return connectTls({ host, port: Number(port || 443), servername, ALPNProtocols: ["http/1.1"] });
}

function unreachable(host: string, cause: Error): KitError {
  const reason = systemCodeOf(cause) ?? cause.message;
  return new KitError("PICKUP_API_UNREACHABLE", `the API ${host} cannot be reached: ${reason}`, {
    hint: "Check that it runs and that its address is right (-H URL).",
    exitCode: exitCodes.unreachable,
    cause,
  });
}
