import { createHash, createHmac } from "node:crypto";
import type { ReceivedCall } from "./scripted-dynamodb.ts";

/**
 * True when the call carries the AWS Signature Version 4 that its secret key gives. Written from AWS's description of
 * the algorithm, independent of the library under test.
 */
export function hasValidSignature(call: ReceivedCall, secretAccessKey: string): boolean {
  const authorization = String(call.headers.authorization);
  const match = /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)/.exec(authorization);
  if (match === null) return false;
  const [, scope, signedHeaders, signature] = match as unknown as [string, string, string, string];
  const headerLines = signedHeaders.split(";").map((name) => `${name}:${String(call.headers[name]).trim()}\n`);
  const canonical = ["POST", "/", "", headerLines.join(""), signedHeaders, sha256(call.body)].join("\n");
  const date = String(call.headers["x-amz-date"]);
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString("hex") === signature;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
