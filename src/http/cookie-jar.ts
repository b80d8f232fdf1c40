import { isIP } from "node:net";
import type { Route } from "./endpoint.ts";
import { hasHeader, type RequestHeaders } from "./request-text.ts";
import type { AnswerHeaders } from "./response-head.ts";

/** Where a cookie comes from or goes to. */
export interface CookiePlace {
  readonly hostname: string;
  /** Without the query. */
  readonly path: string;
  readonly isSecure: boolean;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** True when only the very host that set it gets it back. */
  readonly isHostOnly: boolean;
  readonly path: string;
  readonly isSecure: boolean;
  /** Wall clock; Infinity: as long as the user lives. */
  readonly expiresAtMs: number;
}

/** As many as browsers keep for a site; a server that makes up names without end must not fill the memory. */
const maxCookies = 50;

/**
 * The cookies of one user (RFC 6265): taken from `Set-Cookie` and given back where domain, path, `Secure` and expiry
 * say so. Knows no list of public suffixes: a `Domain` of one label is refused, other suffixes are taken at their word.
 */
export class CookieJar {
  /** In the order of their creation. */
  readonly #cookies: Cookie[] = [];

  /** Takes every cookie of an answer that came over a route. */
  keep(headers: AnswerHeaders, from: Route, wallMs: number): void {
    for (const [name, value] of headers.entries()) {
      if (name.toLowerCase() === "set-cookie") this.take(value, placeOf(from), wallMs);
    }
  }

  /** The headers of a request with the cookies for its route; a `Cookie` of the script's own stands before them. */
  addTo(headers: RequestHeaders | undefined, to: Route, wallMs: number): RequestHeaders | undefined {
    if (headers !== undefined && hasHeader(headers, "cookie")) return headers;
    const cookie = this.cookiesFor(placeOf(to), wallMs);
    return cookie === "" ? headers : { ...headers, cookie };
  }

  /** Keeps, replaces or forgets what one `Set-Cookie` field says; ignores one that does not hold for its sender. */
  take(field: string, from: CookiePlace, wallMs: number): void {
    const cookie = cookieOf(field, from, wallMs);
    if (cookie === null) return;
    const { name, domain, path } = cookie;
    const known = this.#cookies.findIndex((one) => one.name === name && one.domain === domain && one.path === path);
    const isGone = cookie.expiresAtMs <= wallMs;
    if (known >= 0) this.#cookies.splice(known, 1, ...(isGone ? [] : [cookie]));
    else if (!isGone) this.#cookies.push(cookie);
    if (this.#cookies.length > maxCookies) this.#cookies.shift();
  }

  /** The value of the `Cookie` field there, the longest paths first; "" when there is nothing to send. */
  cookiesFor(place: CookiePlace, wallMs: number): string {
    if (this.#cookies.length === 0) return "";
    return this.#cookies
      .filter((cookie) => isFor(cookie, place) && cookie.expiresAtMs > wallMs)
      .toSorted((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
  }
}

function placeOf({ pool: { origin }, target }: Route): CookiePlace {
  return { hostname: origin.hostname, path: target.split("?", 1)[0]!, isSecure: origin.isSecure };
}

function isFor({ domain, isHostOnly, path, isSecure }: Cookie, place: CookiePlace): boolean {
  const isDomain = isHostOnly ? place.hostname === domain : isWithin(place.hostname, domain);
  return isDomain && isBelow(place.path, path) && (place.isSecure || !isSecure);
}

/** Section 5.2 of the RFC, and the checks of 5.3. */
function cookieOf(field: string, from: CookiePlace, wallMs: number): Cookie | null {
  const [pair = "", ...attributes] = field.split(";");
  const [name, value] = splitAt(pair, "=");
  if (name === "" || value === null) return null;
  // The last of several attributes of one name holds.
  const given = new Map(
    attributes.map((attribute) => splitAt(attribute, "=")).map(([key, text]) => [key.toLowerCase(), text]),
  );
  const wanted = (given.get("domain") ?? "").replace(/^\./, "").toLowerCase();
  if (wanted !== "" && wanted !== from.hostname && (!wanted.includes(".") || !isWithin(from.hostname, wanted)))
    return null;
  const path = given.get("path") ?? "";
  return {
    name,
    value,
    domain: wanted === "" ? from.hostname : wanted,
    isHostOnly: wanted === "",
    path: path.startsWith("/") ? path : defaultPathOf(from.path),
    isSecure: given.has("secure"),
    expiresAtMs: expiryOf(given.get("max-age"), given.get("expires"), wallMs),
  };
}

/** `Max-Age` wins over `Expires`; what cannot be read counts as not given. */
function expiryOf(maxAge: string | null | undefined, expires: string | null | undefined, wallMs: number): number {
  if (/^-?\d+$/.test(maxAge ?? "")) return wallMs + Number(maxAge) * 1000;
  const expiresAtMs = Date.parse(expires ?? "");
  return Number.isNaN(expiresAtMs) ? Number.POSITIVE_INFINITY : expiresAtMs;
}

/** The parts before and after the first mark, trimmed; null for the second when there is no mark. */
function splitAt(text: string, mark: string): [string, string | null] {
  const at = text.indexOf(mark);
  return at < 0 ? [text.trim(), null] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Section 5.1.3: the domain itself or a name below it; an address has none below it. */
function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || (hostname.endsWith(`.${domain}`) && isIP(hostname) === 0);
}

/** Section 5.1.4. */
function isBelow(path: string, above: string): boolean {
  return path === above || (path.startsWith(above) && (above.endsWith("/") || path[above.length] === "/"));
}

function defaultPathOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end <= 0 ? "/" : path.slice(0, end);
}
