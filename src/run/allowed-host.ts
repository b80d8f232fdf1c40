import { isIP } from "node:net";
import { KitError } from "../ground/index.ts";

/**
 * Throws `PICKUP_HOST_INVALID` for an address with secrets in it, and `PICKUP_HOST_NOT_ALLOWED` (both exit code 2) unless the host is this machine or is named in `allowed`, so that a slip
 * of the keyboard never loads somebody else's service.
 */
export function requireAllowedHost(host: string, allowed: readonly string[]): void {
  const { hostname, username, password } = new URL(host);
  if (username !== "" || password !== "") {
    throw new KitError("PICKUP_HOST_INVALID", "--host holds a user name or a password", {
      hint: "Leave them out: the users' tokens say who asks, and a test file may set headers.",
    });
  }
  const bare = hostname.replace(/^\[|\]$/g, "");
  if (isThisMachine(bare) || allowed.includes(bare)) return;
  throw new KitError("PICKUP_HOST_NOT_ALLOWED", `${host} is not on this machine and not allow-listed`, {
    hint: `If you may load it, say so: --allow-host ${bare}, or \`allowHosts: ["${bare}"]\` in the test file.`,
  });
}

function isThisMachine(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "::1") return true;
  return isIP(hostname) === 4 && hostname.startsWith("127.");
}
