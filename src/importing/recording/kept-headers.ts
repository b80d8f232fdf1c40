import { isSecret } from "../secrets.ts";
import type { RecordedRequest } from "./recorded-requests.ts";

/** What the browser or the connection adds, what belongs to a moment, and what a load test writes itself. */
const dropped = new Set(
  (
    "accept-encoding baggage cache-control connection content-length content-type dnt host http2-settings keep-alive " +
    "origin pragma priority purpose range referer save-data te traceparent tracestate trailer transfer-encoding upgrade " +
    "upgrade-insecure-requests user-agent x-client-data x-correlation-id x-request-id"
  ).split(" "),
);
const droppedFamilies = /^(:|sec-|if-|proxy-|access-control-|x-forwarded-)/;

/** The headers of a recorded request that a load test should send too, by lower-case name. */
export function keptHeaders({ entry }: RecordedRequest): Map<string, string> {
  const kept = entry.request.headers
    .map(({ name, value }) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => isKept(name) && isSendable(name, value) && !isSecret(name, value));
  return new Map(kept.filter(([name, value]) => name !== "accept" || value !== "*/*"));
}

/** Names of headers that were left out because they say who asks, by lower-case name. */
export function secretHeaders({ entry }: RecordedRequest): string[] {
  return entry.request.headers
    .filter(({ name, value }) => isKept(name.toLowerCase()) && isSecret(name, value))
    .map(({ name }) => name.toLowerCase());
}

/** The headers that all requests have alike. */
export function sharedHeaders(all: readonly ReadonlyMap<string, string>[]): Map<string, string> {
  const [first = new Map<string, string>()] = all;
  return new Map([...first].filter(([name, value]) => all.length > 1 && all.every((one) => one.get(name) === value)));
}

function isKept(name: string): boolean {
  return !dropped.has(name) && !droppedFamilies.test(name);
}

function isSendable(name: string, value: string): boolean {
  return /^[\w!#$%&'*+\-.^`|~]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
