import { isIP } from "node:net";
import { KitError, maskedCredentials } from "../ground/index.ts";

/** True when the host of an address is this machine or is named in `allowed`. */
export function isAllowedHost({ hostname }: URL, allowed: readonly string[]): boolean {
  const bare = bareName(hostname);
  return isThisMachine(bare) || allowed.includes(bare);
}

/**
 * Throws `PICKUP_HOST_NOT_ALLOWED` (exit code 2) unless {@link isAllowedHost}, so that a slip of the keyboard never
 * loads somebody else's service.
 */
export function requireAllowedHost(address: string, allowed: readonly string[]): void {
  const url = new URL(address);
  if (isAllowedHost(url, allowed)) return;
  const bare = bareName(url.hostname);
  throw new KitError(
    "PICKUP_HOST_NOT_ALLOWED",
    `${maskedCredentials(address)} is not on this machine and not allow-listed`,
    { hint: `If you may load it, say so: --allow-host ${bare}, or \`allowHosts: ["${bare}"]\` in the test file.` },
  );
}

/** An IPv6 address without its brackets. */
function bareName(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function isThisMachine(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "::1") return true;
  return isIP(hostname) === 4 && hostname.startsWith("127.");
}
