import { isIP } from "node:net";
import { KitError, maskedCredentials } from "../ground/index.ts";

/**
 * Throws `PICKUP_HOST_NOT_ALLOWED` (exit code 2) unless the host is this machine or is named in `allowed`, so that a
 * slip of the keyboard never loads somebody else's service.
 */
export function requireAllowedHost(host: string, allowed: readonly string[]): void {
  const bare = new URL(host).hostname.replace(/^\[|\]$/g, "");
  if (isThisMachine(bare) || allowed.includes(bare)) return;
  throw new KitError(
    "PICKUP_HOST_NOT_ALLOWED",
    `${maskedCredentials(host)} is not on this machine and not allow-listed`,
    {
      hint: `If you may load it, say so: --allow-host ${bare}, or \`allowHosts: ["${bare}"]\` in the test file.`,
    },
  );
}

function isThisMachine(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "::1") return true;
  return isIP(hostname) === 4 && hostname.startsWith("127.");
}
