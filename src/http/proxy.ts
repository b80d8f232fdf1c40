import { isIP } from "node:net";
import { KitError, maskedCredentials } from "../ground/index.ts";
import { hostAddressOf } from "./basic-auth.ts";
import { homeOf, type Origin } from "./origin.ts";

/** The proxies that the environment names; plain data. The addresses may hold credentials: never log them. */
export interface ProxySettings {
  /** For http:// and for https:// addresses. */
  readonly http: string | null;
  readonly https: string | null;
  /** Hosts asked without a proxy: names with all below them, addresses, each with a port or without; `*` for all. */
  readonly except: readonly string[];
}

/** What stands between a client and an origin. */
export interface Proxy {
  readonly origin: Origin;
  /** A line of a request, or "". Secret. */
  readonly authorizationLine: string;
}

/**
 * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in small letters first, as curl and Go read them. A KitError, without the
 * credentials, for a proxy that is no http address.
 */
export function proxySettingsOf(environment: { readonly [name: string]: string | undefined }): ProxySettings {
  const valueOf = (name: string) => environment[name.toLowerCase()] || environment[name] || null;
  return {
    http: proxyAddressOf("HTTP_PROXY", valueOf("HTTP_PROXY")),
    https: proxyAddressOf("HTTPS_PROXY", valueOf("HTTPS_PROXY")),
    except: (valueOf("NO_PROXY") ?? "")
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((entry) => entry !== ""),
  };
}

/** The proxy on the way to an origin; null when there is none. This machine itself is never asked through a proxy. */
export function proxyFor(origin: Origin, settings: ProxySettings): Proxy | null {
  const text = origin.isSecure ? settings.https : settings.http;
  if (text === null || isThisMachine(origin.hostname)) return null;
  if (settings.except.some((entry) => entry === "*" || isNamedBy(entry, origin))) return null;
  const { address, authorization } = hostAddressOf(text);
  const authorizationLine = authorization === undefined ? "" : `Proxy-Authorization: ${authorization}\r\n`;
  return { origin: homeOf(address).origin, authorizationLine };
}

/** The proxy on the way to an address, to be shown: without credentials; null when there is none. */
export function shownProxyOf(address: string, settings: ProxySettings | undefined): string | null {
  if (settings === undefined) return null;
  const { origin } = homeOf(address);
  if (proxyFor(origin, settings) === null) return null;
  return maskedCredentials((origin.isSecure ? settings.https : settings.http)!);
}

function proxyAddressOf(name: string, text: string | null): string | null {
  if (text === null) return null;
  const address = text.includes("://") ? text : `http://${text}`;
  const url = URL.parse(address);
  if (url?.protocol === "http:") return address.replace(/\/+$/, "");
  throw new KitError(
    "PICKUP_PROXY_INVALID",
    `${name} is ${maskedCredentials(address)}: it must be an http:// address`,
    {
      hint: `Write it as http://host:port, or unset ${name}.`,
    },
  );
}

function isNamedBy(entry: string, { hostname, port }: Origin): boolean {
  const [, name = entry, entryPort] = /^\[?(.+?)\]?:(\d+)$/.exec(isIP(entry) === 6 ? "" : entry) ?? [];
  if (entryPort !== undefined && Number(entryPort) !== port) return false;
  const bare = name.replace(/^\*?\./, "");
  return hostname === bare || (isIP(hostname) === 0 && hostname.endsWith(`.${bare}`));
}

function isThisMachine(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "::1") return true;
  return isIP(hostname) === 4 && hostname.startsWith("127.");
}
