import type { OutgoingHttpHeaders } from "node:http2";
import type { HeadTable } from "./head-table.ts";
import type { Origin } from "./origin.ts";
import { ResponseHead } from "./response-head.ts";

/** A request as HTTP/2 sends it. */
export interface Http2Request {
  readonly fields: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Fields about the connection, which HTTP/2 forbids (RFC 9113, section 8.2.2). */
const connectionFields = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "te",
]);

/** The request that a text for HTTP/1.1 stands for (RFC 9113, section 8.3.1). */
export function http2RequestOf(text: string, { isSecure, host }: Origin): Http2Request {
  const headEnd = text.indexOf("\r\n\r\n");
  const [requestLine = "", ...lines] = text.slice(0, headEnd).split("\r\n");
  const [method = "", target = ""] = requestLine.split(" ", 2);
  const fields: OutgoingHttpHeaders = {
    ":method": method,
    ":path": target,
    ":scheme": isSecure ? "https" : "http",
    ":authority": host,
  };
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "host") fields[":authority"] = value;
    else if (!connectionFields.has(name)) fields[name] = value;
  }
  return { fields, body: Buffer.from(text.slice(headEnd + 4), "latin1") };
}

/** The head that a list of names and values stands for; equal ones are the same object, by way of `heads`. */
export function headOf(pairs: readonly string[], heads: HeadTable): ResponseHead {
  const head = new ResponseHead();
  let lines = "";
  for (let at = 0; at < pairs.length; at += 2) {
    const name = pairs[at]!;
    const value = pairs[at + 1]!;
    if (name === ":status") head.status = Number(value);
    else lines += `${name}: ${value}\r\n`;
    if (name === "content-length") head.contentLength = Number(value);
    if (name === "content-encoding") {
      const coding = value.trim().toLowerCase();
      head.contentEncoding = head.contentEncoding === "" ? coding : `${head.contentEncoding}, ${coding}`;
    }
  }
  head.bytes = Buffer.from(`HTTP/2 ${head.status}\r\n${lines}\r\n`, "latin1");
  const known = heads.find(head, head.bytes, 0, head.bytes.length);
  if (known !== undefined) return known;
  heads.keep(head);
  return head;
}
