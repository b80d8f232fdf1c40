import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { KeyRing } from "./key-ring.ts";

/** Why DynamoDB would refuse a request before looking at what it asks for. */
export interface SignatureRefusal {
  readonly type: string;
  readonly message: string;
}

export interface SignedRequest {
  readonly method: string;
  /** The path with its query, as sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const mostSkewMs = 300_000;
const mismatch =
  "The request signature we calculated does not match the signature you provided. " +
  "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/**
 * Verifies AWS Signature Version 4 in the header form as DynamoDB does: the key must be known and not expired, the
 * session token its own, the date within five minutes of `wallMs`, host and every `x-amz-` header signed. Null: sound.
 */
export function checkSignature(request: SignedRequest, keys: KeyRing, wallMs: number): SignatureRefusal | null {
  const { headers } = request;
  if (headers.authorization === undefined) {
    return { type: "MissingAuthenticationTokenException", message: "Request is missing Authentication Token" };
  }
  const parts = partsOf(headers.authorization);
  const dateMs = timeOf(headers["x-amz-date"]);
  if (parts === null || dateMs === null) {
    return { type: "IncompleteSignatureException", message: "The request signature does not conform to AWS standards" };
  }
  return (
    keyRefusal(parts, headers, keys) ?? dateRefusal(headers, dateMs, wallMs) ?? digestRefusal(request, parts, keys)
  );
}

interface AuthorizationParts {
  readonly accessKeyId: string;
  /** `20261124/us-west-2/dynamodb/aws4_request` */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function partsOf(authorization: string): AuthorizationParts | null {
  const pattern = /^AWS4-HMAC-SHA256 +Credential=([^/]+)\/([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/;
  const match = pattern.exec(authorization);
  if (match === null) return null;
  const [, accessKeyId, scope, signedHeaders, signature] = match as unknown as string[];
  return { accessKeyId: accessKeyId!, scope: scope!, signedHeaders: signedHeaders!.split(";"), signature: signature! };
}

function keyRefusal(
  { accessKeyId }: AuthorizationParts,
  headers: IncomingHttpHeaders,
  keys: KeyRing,
): SignatureRefusal | null {
  const key = keys.find(accessKeyId);
  const token = headers["x-amz-security-token"];
  if (key === undefined || (token ?? "") !== (key.sessionToken ?? "")) {
    return { type: "UnrecognizedClientException", message: "The security token included in the request is invalid." };
  }
  if (!keys.isExpired(accessKeyId)) return null;
  return { type: "ExpiredTokenException", message: "The security token included in the request is expired" };
}

function dateRefusal(headers: IncomingHttpHeaders, dateMs: number, wallMs: number): SignatureRefusal | null {
  const skewMs = dateMs - wallMs;
  if (Math.abs(skewMs) <= mostSkewMs) return null;
  const sent = String(headers["x-amz-date"]);
  const now = basicTime(wallMs);
  const message =
    skewMs < 0
      ? `Signature expired: ${sent} is now earlier than ${basicTime(wallMs - mostSkewMs)} (${now} - 5 min.)`
      : `Signature not yet current: ${sent} is still later than ${basicTime(wallMs + mostSkewMs)} (${now} + 5 min.)`;
  return { type: "InvalidSignatureException", message };
}

function digestRefusal(request: SignedRequest, parts: AuthorizationParts, keys: KeyRing): SignatureRefusal | null {
  const { scope, signedHeaders, signature, accessKeyId } = parts;
  const unsigned = Object.keys(request.headers).some(
    (header) => (header === "host" || header.startsWith("x-amz-")) && !signedHeaders.includes(header),
  );
  const date = String(request.headers["x-amz-date"]);
  const isScoped = scope.startsWith(`${date.slice(0, 8)}/`) && scope.endsWith("/dynamodb/aws4_request");
  if (unsigned || !isScoped) return { type: "InvalidSignatureException", message: mismatch };
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonicalRequest(request, signedHeaders))].join("\n");
  const expected = hmac(keys.signingKey(accessKeyId, scope), toSign);
  const isSound = timingSafeEqual(expected, Buffer.from(signature, "hex"));
  return isSound ? null : { type: "InvalidSignatureException", message: mismatch };
}

function canonicalRequest({ method, target, headers, body }: SignedRequest, signedHeaders: readonly string[]): string {
  const [path, query = ""] = target.split("?", 2) as [string, string?];
  const lines = signedHeaders.map(
    (name) =>
      `${name}:${String(headers[name] ?? "")
        .trim()
        .replace(/ +/g, " ")}\n`,
  );
  const sortedQuery = query === "" ? "" : query.split("&").toSorted().join("&");
  return [method, path, sortedQuery, lines.join(""), signedHeaders.join(";"), sha256(body)].join("\n");
}

function timeOf(text: unknown): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(text));
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match.map(Number) as [number, ...number[]] & number[];
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}

/** `20261124T170000Z` */
function basicTime(wallMs: number): string {
  return new Date(wallMs).toISOString().replace(/[-:]|\.\d+/g, "");
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
