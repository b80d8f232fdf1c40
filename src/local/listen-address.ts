import { KitError, systemCodeOf } from "../ground/index.ts";

/** The embedded services are reached from this machine only. */
export const loopback = "127.0.0.1";

/** The error of a service that cannot listen: exit code 2, because a free port is had by naming none. */
export function portUnusable(service: string, port: number, cause: unknown): KitError {
  const isTaken = systemCodeOf(cause) === "EADDRINUSE";
  const problem = isTaken ? "is taken" : `cannot be used: ${systemCodeOf(cause) ?? String(cause)}`;
  return new KitError("PICKUP_PORT_UNUSABLE", `port ${port} of ${loopback} for the ${service} ${problem}`, {
    hint: "Choose another port, or 0 for any free one.",
    cause,
  });
}
