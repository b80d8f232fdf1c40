import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";
import type { Fault } from "./faults.ts";

type Decoder = (body: Buffer, options: { maxOutputLength: number }) => Buffer;

const decoders: { readonly [coding: string]: Decoder } = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  identity: (body) => body,
  // Servers disagree on whether deflate has the zlib wrapping; its first byte has compression method 8 in the low half.
  deflate: (body, options) => (((body[0] ?? 0) & 0x0f) === 8 ? inflateSync : inflateRawSync)(body, options),
};

/**
 * The body without its content codings (`gzip`, `br`, `deflate`, `zstd`, or several with commas), at most `maxBytes`
 * long, or what is wrong with it. A coding that is not known is left as it is.
 */
export function decodeBody(codings: string, body: Buffer, maxBytes: number): Buffer | Fault {
  if (body.length === 0) return body;
  let decoded = body;
  for (const coding of codings.split(/[ \t]*,[ \t]*/).toReversed()) {
    const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
    if (decode === undefined) return decoded;
    try {
      decoded = decode(decoded, { maxOutputLength: maxBytes });
    } catch (error) {
      const isTooLong = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
      return isTooLong ? "PICKUP_HTTP_BODY_TOO_LARGE" : "PICKUP_HTTP_BAD_CONTENT_ENCODING";
    }
  }
  return decoded;
}
