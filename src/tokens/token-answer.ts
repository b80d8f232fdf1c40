import { valueAt } from "./json-pointer.ts";
import { answerMalformed, serviceFailed, tokenExpired, tokenRefused } from "./token-errors.ts";
import { expiryOf } from "./token-expiry.ts";
import type { Token } from "./token.ts";

export interface TokenAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Error codes of RFC 6749 and RFC 8693: words that may be repeated without giving anything away. */
const oauthErrors = new Set([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "invalid_scope",
  "invalid_target",
  "unauthorized_client",
  "unsupported_grant_type",
  "access_denied",
]);

/** The token in a service's answer, with its end. Throws a KitError that names the keys of the body, never a value. */
export function tokenOfAnswer(answer: TokenAnswer, pointer: string | null, where: string, nowMs: number): Token {
  const { status, body } = answer;
  if (status === 429 || status >= 500) throw serviceFailed(where, status);
  const document = parsed(body);
  if (status < 200 || status > 299) throw tokenRefused(where, status, described(document, body));
  const value = pointer === null ? defaultTokenIn(document) : valueAt(document, pointer);
  if (typeof value !== "string" || value === "") {
    const wanted = pointer === null ? "encryptedToken or access_token" : `a text at ${pointer || "its root"}`;
    throw answerMalformed(where, `has no ${wanted}: ${described(document, body)}`);
  }
  if (!isHeaderSafe(value)) throw answerMalformed(where, "has a token with characters that no header may carry");
  const expiresAtMs = expiryOf(value, valueAt(document, "/expires_in"), nowMs);
  if (expiresAtMs !== null && expiresAtMs <= nowMs)
    throw tokenExpired(`the token service ${where}`, nowMs - expiresAtMs);
  return { value, expiresAtMs };
}

/** True for visible ASCII without spaces: all a token may be (RFC 6750), so that it cannot break a request apart. */
export function isHeaderSafe(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}

function defaultTokenIn(document: unknown): unknown {
  return valueAt(document, "/encryptedToken") ?? valueAt(document, "/access_token");
}

/** The JSON of a body; undefined when it is none. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    // Described to the reader by its size only: its text may hold a secret.
    return undefined;
  }
}

function described(document: unknown, body: Buffer): string {
  if (document === undefined)
    return body.length === 0 ? "the body is empty" : `the body is ${body.length} bytes of no JSON`;
  if (typeof document !== "object" || document === null)
    return `the body is a ${document === null ? "null" : typeof document}`;
  if (Array.isArray(document)) return "the body is a list";
  const error = valueAt(document, "/error");
  if (typeof error === "string" && oauthErrors.has(error)) return `error ${error}`;
  const keys = Object.keys(document);
  const shown = keys.slice(0, 10).map((key) => key.slice(0, 40).replace(/[^\x20-\x7e]/g, "?"));
  return keys.length === 0 ? "the body is {}" : `the body has ${shown.join(", ")}${keys.length > 10 ? ", …" : ""}`;
}
