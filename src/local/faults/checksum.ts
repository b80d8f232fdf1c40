import { crc32 } from "node:zlib";
import type { ProxiedAnswer } from "./upstream.ts";

/** The answer with the checksum that DynamoDB puts on each. */
export function withChecksum(answer: ProxiedAnswer): ProxiedAnswer {
  return { ...answer, headers: { ...answer.headers, "x-amz-crc32": String(crc32(answer.body)) } };
}

/** The answer as damage on its way would leave it: a digit or letter of it is another one, the checksum the true one. */
export function damaged(answer: ProxiedAnswer): ProxiedAnswer {
  const { headers } = withChecksum(answer);
  const body = Buffer.from(answer.body);
  const at = body.findIndex((byte, index) => index >= body.length >>> 1 && isAlphanumeric(byte));
  if (at >= 0) body[at] = body[at]! ^ 1;
  return { ...answer, headers, body };
}

function isAlphanumeric(byte: number): boolean {
  return /[0-9a-z]/i.test(String.fromCharCode(byte));
}
