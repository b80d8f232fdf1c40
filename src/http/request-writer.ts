import type { Endpoint, Route } from "./endpoint.ts";
import {
  bearerLine,
  hasHeader,
  headerLines,
  hostLine,
  type RequestHeaders,
  requestHead,
  sharedHeaderLines,
  harmlessOf,
  withoutHeaders,
} from "./request-text.ts";

const noHeaders: RequestHeaders = {};

/** Writes the requests of one user: the headers every request has, the token of the moment, and its own. */
export class RequestWriter {
  readonly #headers: RequestHeaders;
  #token: string | undefined;
  #authorization = "";

  constructor(headers: RequestHeaders = noHeaders) {
    sharedHeaderLines(headers);
    this.#headers = headers;
  }

  /** The token for the requests from now on; a KitError when no header can carry it. */
  useToken(token: string | undefined): void {
    if (token === this.#token) return;
    this.#authorization = token === undefined ? "" : bearerLine(token);
    this.#token = token;
  }

  /** The request of an endpoint without headers or body of its own, written anew only when the token has changed. */
  plainText(endpoint: Endpoint): string {
    if (endpoint.textAuthorization !== this.#authorization) {
      endpoint.text = this.text(endpoint.method, endpoint.route, undefined, "");
      endpoint.textAuthorization = this.#authorization;
    }
    return endpoint.text;
  }

  /** Any request. Its own headers stand before the bearer token, and that before the headers every request has. */
  text(method: string, route: Route, headers: RequestHeaders = noHeaders, body: string): string {
    const authorization = route.isForeign || hasHeader(headers, "authorization") ? "" : this.#authorization;
    const overridden = Object.keys(headers).map((name) => name.toLowerCase());
    if (authorization !== "") overridden.push("authorization");
    const base = route.isForeign ? harmlessOf(this.#headers) : this.#headers;
    const others = withoutHeaders(base, overridden);
    const host = hasHeader(headers, "host") ? "" : hostLine(route.pool.origin.host, others);
    const fields = `${sharedHeaderLines(others)}${headerLines(headers)}${authorization}`;
    return requestHead(route.pool, method, route.target, host, fields, body.length) + body;
  }
}
