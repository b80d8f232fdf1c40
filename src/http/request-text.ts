import { KitError } from "../ground/index.ts";
import type { Origin } from "./origin.ts";
import type { Proxy } from "./proxy.ts";

/** Header fields of a request by name; a name in any case. */
export type RequestHeaders = { readonly [name: string]: string };

/** The headers that the client writes itself, because they decide where a request ends. */
const framingHeaders = new Set(["content-length", "transfer-encoding"]);

/** Sent on to another origin; any other header may hold a key, which would hand a stranger the user's rights. */
export const harmlessHeaders = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "content-encoding",
  "content-language",
  "content-type",
  "user-agent",
  "x-load-test-run",
]);

/** What stands before the body, one latin1 character for each byte. */
function headText(method: string, target: string, host: string, fields: string, bodyBytes: number): string {
  // A method that is expected to carry a body says so when it is empty (RFC 9110, section 8.6).
  const isEmpty = bodyBytes === 0 && method !== "POST" && method !== "PUT" && method !== "PATCH";
  const length = isEmpty ? "" : `Content-Length: ${bodyBytes}\r\n`;
  return `${method} ${target} HTTP/1.1\r\n${host}${fields}${length}\r\n`;
}

/** Between a client and an origin: a proxy, or nothing. */
interface Way {
  readonly origin: Origin;
  readonly proxy: Proxy | null;
}

/**
 * {@link headText} for who reads it first: in clear text a proxy is told the whole address, and takes its own
 * credentials off (RFC 9112, section 3.2.2).
 */
export function requestHead(
  way: Way,
  method: string,
  target: string,
  host: string,
  fields: string,
  bodyBytes: number,
): string {
  const { proxy, origin } = way;
  if (proxy === null || origin.isSecure) return headText(method, target, host, fields, bodyBytes);
  return headText(method, `${origin.key}${target}`, host, `${proxy.authorizationLine}${fields}`, bodyBytes);
}

/** A body as latin1 text, one character for each byte; a text goes as UTF-8. */
export function bodyText(body: string | Uint8Array): string {
  if (typeof body === "string") {
    return Buffer.byteLength(body) === body.length ? body : Buffer.from(body, "utf8").toString("latin1");
  }
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
}

/** The `Host` line, unless the headers name another host. */
export function hostLine(host: string, headers: RequestHeaders): string {
  return hasHeader(headers, "host") ? "" : `Host: ${host}\r\n`;
}

const linesOf = new WeakMap<RequestHeaders, string>();

/** {@link headerLines} of headers that many requests share; made once per object. */
export function sharedHeaderLines(headers: RequestHeaders): string {
  let lines = linesOf.get(headers);
  if (lines === undefined) {
    lines = headerLines(headers);
    linesOf.set(headers, lines);
  }
  return lines;
}

/**
 * Headers as lines of a request. A KitError (`PICKUP_HTTP_BAD_HEADER`) for a name that is no token, a value with line
 * breaks or other control characters (it would start a header or a request of its own), or a header of the framing.
 */
export function headerLines(headers: RequestHeaders): string {
  let lines = "";
  for (const [name, value] of Object.entries(headers)) {
    if (!isToken(name)) throw badHeader(name, "is not a header name", "Use letters, digits and hyphens.");
    if (framingHeaders.has(name.toLowerCase())) {
      throw badHeader(name, "is written by the client itself", "Leave it out; the length comes from the body.");
    }
    if (!isHeaderValue(value)) {
      throw badHeader(name, "has a value with line breaks or other characters that no header may have", hintOfValue);
    }
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

/** The `Authorization` line of a bearer token; a KitError, which does not show the token, when it cannot be one. */
export function bearerLine(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw badHeader(
      "Authorization",
      "cannot carry this token: it is empty or has characters other than ASCII",
      hintOfValue,
    );
  }
  return `Authorization: Bearer ${token}\r\n`;
}

/**
 * A path as it stands in the first line of a request, without its fragment. A KitError (`PICKUP_HTTP_BAD_PATH`) for
 * spaces, line breaks and anything else that must be percent-encoded.
 */
export function targetOf(path: string): string {
  const end = path.indexOf("#");
  const target = end < 0 ? path : path.slice(0, end);
  if (/^\/[\x21-\x7e]*$/.test(target)) return target;
  const shown = JSON.stringify(path.length > 100 ? `${path.slice(0, 100)}…` : path);
  throw new KitError(
    "PICKUP_HTTP_BAD_PATH",
    target.startsWith("/") || target === ""
      ? `the path ${shown} is empty or has a character that must be percent-encoded`
      : `the path ${shown} starts neither with / nor with http:// or https://`,
    { hint: "Write it like /path?query, its parts through encodeURIComponent()." },
  );
}

/** The headers without the fields of these lower-case names; the same object when there are none. */
export function withoutHeaders(headers: RequestHeaders, names: readonly string[]): RequestHeaders {
  if (!names.some((name) => hasHeader(headers, name))) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}

const harmlessIn = new WeakMap<RequestHeaders, RequestHeaders>();

/** The headers that a stranger may see: none that could prove who the user is, nor the name of another host. */
export function harmlessOf(headers: RequestHeaders): RequestHeaders {
  let harmless = harmlessIn.get(headers);
  if (harmless === undefined) {
    const kept = Object.entries(headers).filter(([name]) => harmlessHeaders.has(name.toLowerCase()));
    harmless = Object.fromEntries(kept);
    harmlessIn.set(headers, harmless);
  }
  return harmless;
}

/** True when a field of that lower-case name is among the headers. */
export function hasHeader(headers: RequestHeaders, name: string): boolean {
  for (const other in headers) {
    if (other.length === name.length && other.toLowerCase() === name) return true;
  }
  return false;
}

const hintOfValue = "Encode it first, for example as base64 or with encodeURIComponent().";

function isToken(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

function isHeaderValue(value: string): boolean {
  return typeof value === "string" && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function badHeader(name: string, problem: string, hint: string): KitError {
  return new KitError("PICKUP_HTTP_BAD_HEADER", `the header ${JSON.stringify(name)} ${problem}`, { hint });
}
