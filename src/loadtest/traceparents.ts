import { randomBytes } from "node:crypto";

/**
 * Values of the header `traceparent` (W3C Trace Context, version 00, sampled) for a share of all requests, evenly
 * spread: each call gives the one of the next request, or null. Undefined when no request is traced.
 */
export function traceparents(share: number): (() => string | null) | undefined {
  if (share <= 0) return undefined;
  let owed = 0;
  return () => {
    owed += share;
    if (owed < 1) return null;
    owed -= 1;
    const ids = randomBytes(24).toString("hex");
    return `00-${ids.slice(0, 32)}-${ids.slice(32)}-01`;
  };
}
