import type { FastifyInstance, FastifyRequest } from "fastify";
import { hostNameOf, knownHosts } from "./known-hosts.ts";
import { refuse } from "./refuse.ts";

const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Sent with everything; a route may loosen the policy for what it serves. */
const headers = {
  "content-security-policy": contentPolicy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
} as const;

/**
 * Refuses what does not come from the page itself or from outside any browser: a `Host` that is not known, an `Origin`
 * that is foreign or `null` (403). A request without an `Origin` is a script's, an exporter's, or a plain visit.
 */
export function guard(app: FastifyInstance, webHost: string, allowedHosts: readonly string[]): void {
  const isKnown = knownHosts(webHost, allowedHosts);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    if (!isKnown(request.headers.host)) {
      return refuse(reply, 403, {
        code: "PICKUP_WEB_HOST",
        message: `this server does not know itself by the name ${hostNameOf(request.headers.host) ?? "it was asked by"}`,
        hint: "Start it with --web-allowed-host NAME to have it answer to another name.",
      });
    }
    if (isForeign(request)) {
      return refuse(reply, 403, {
        code: "PICKUP_WEB_ORIGIN",
        message: "this was asked for by the page of another site",
        hint: "Open the page at its own address.",
      });
    }
    return undefined;
  });
}

/** True when a browser says that another site is behind a request. */
export function isForeign({ headers: sent }: FastifyRequest): boolean {
  const { origin, host } = sent;
  if (origin === undefined) return false;
  return URL.parse(origin)?.host !== host?.toLowerCase();
}

/** True when a browser sent a request, such as that of an image, for the page of another site. */
export function isCrossSite({ headers: sent }: FastifyRequest): boolean {
  const site = sent["sec-fetch-site"];
  return site !== undefined && site !== "same-origin" && site !== "none";
}
