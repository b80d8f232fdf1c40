import { KitError } from "../ground/index.ts";

/** Where requests go: scheme, host and port of an address. */
export interface Origin {
  /** `https://api.example.com:8443`, without the port where it is the scheme's own; equal for equal origins. */
  readonly key: string;
  readonly isSecure: boolean;
  /** As a socket wants it: an IPv6 address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** As the Host field wants it (RFC 9112, section 3.2). */
  readonly host: string;
}

/** The origin of an http or https address; a KitError (`PICKUP_HTTP_BAD_URL`) for any other. */
export function originOf(url: URL): Origin {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new KitError("PICKUP_HTTP_BAD_URL", `${url.protocol}//${url.host} is not an http or https address`, {
      hint: "Only http:// and https:// can be requested.",
    });
  }
  const isSecure = url.protocol === "https:";
  return {
    key: url.origin,
    isSecure,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (isSecure ? 443 : 80) : Number(url.port),
    host: url.host,
  };
}

/** The address a client belongs to: its origin, and the path that stands before every other ("" for none). */
export interface Home {
  readonly origin: Origin;
  readonly basePath: string;
}

/** The home that a text such as `https://api.example.com/v1/` names. */
export function homeOf(text: string): Home {
  const url = urlOf(text);
  return { origin: originOf(url), basePath: url.pathname.replace(/\/+$/, "") };
}

/** A text as an absolute http or https address; a KitError (`PICKUP_HTTP_BAD_URL`) when it is none. */
export function urlOf(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && url.username === "" && url.password === "") return url;
  throw new KitError(
    "PICKUP_HTTP_BAD_URL",
    url === null ? `"${text}" is not an address` : `the address of ${url.host} has a user name or password in it`,
    { hint: url === null ? "Write it as http://host:port/path." : "Send credentials in a header instead." },
  );
}
