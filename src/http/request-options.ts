import { type Duration, KitError, parseDurationMs } from "../ground/index.ts";
import { bodyText, hasHeader, type RequestHeaders } from "./request-text.ts";

/** What a script may say about one request. */
export interface RequestOptions {
  readonly headers?: RequestHeaders;
  readonly body?: string | Uint8Array;
  /** Sent as JSON, with its content-type. */
  readonly json?: unknown;
  /** The endpoint under which the request is counted; default: the path. */
  readonly name?: string;
  /** In place of the client's request timeout; a number means seconds. */
  readonly timeout?: Duration;
}

/** True when nothing in the options changes the bytes of the request. */
export function isPlain({ headers, body, json }: RequestOptions): boolean {
  return headers === undefined && body === undefined && json === undefined;
}

/** The headers of the request's own, with the content-type of a JSON body. */
export function ownHeadersOf({ headers, json }: RequestOptions): RequestHeaders | undefined {
  if (json === undefined || (headers !== undefined && hasHeader(headers, "content-type"))) return headers;
  return { "Content-Type": "application/json", ...headers };
}

/** The body as latin1 text, one character for each byte. */
export function ownBodyOf({ body, json }: RequestOptions): string {
  if (json === undefined) return body === undefined ? "" : bodyText(body);
  if (body !== undefined) {
    throw new KitError("PICKUP_HTTP_TWO_BODIES", "a request was given a `body` and a `json`", {
      hint: "Give one of the two.",
    });
  }
  return bodyText(JSON.stringify(json));
}

/** The timeout in milliseconds; a KitError when it is no length of time above zero. */
export function timeoutMsOf(timeout: Duration): number {
  const timeoutMs = parseDurationMs(timeout);
  if (timeoutMs !== undefined && timeoutMs > 0) return timeoutMs;
  throw new KitError("PICKUP_HTTP_BAD_TIMEOUT", `the timeout ${JSON.stringify(timeout)} is no length of time`, {
    hint: 'Write seconds as a number, or a text such as "500ms".',
  });
}
