import type { Fault } from "./faults.ts";
import { colon, nameBytes, space, tab, valueBytes } from "./header-bytes.ts";
import { noBytes } from "./no-bytes.ts";

/** The header fields of an answer, read only when asked for. */
export interface AnswerHeaders {
  /** The value of a field, whatever the case of its name; several fields of one name are joined by ", ". */
  get(name: string): string | null;
  /** Every field in the order and the spelling of the server. */
  entries(): readonly (readonly [name: string, value: string])[];
}

/** The length of a body that no header tells. */
export const unknownLength = -1;

/**
 * Status line and header fields of one answer, read line by line and strictly: only what decides framing and reuse of
 * the connection is kept; `bytes` holds the rest until somebody asks. Immutable once complete, so that equal heads are
 * shared among answers.
 */
export class ResponseHead implements AnswerHeaders {
  status = 0;
  /** False when the server will close the connection after this answer. */
  keepAlive = true;
  /** How long the server says it keeps an idle connection; -1 when it does not say. */
  keepAliveMs = -1;
  contentLength = unknownLength;
  isChunked = false;
  /** The codings of the body as the server lists them, in lower case; "" for none. */
  contentEncoding = "";
  bytes: Buffer = noBytes;
  #isVersion10 = false;
  #fields: (readonly [string, string])[] | undefined;

  get(name: string): string | null {
    const wanted = name.toLowerCase();
    const values = this.entries().flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []));
    return values.length === 0 ? null : values.join(", ");
  }

  entries(): readonly (readonly [string, string])[] {
    this.#fields ??= fieldsIn(this.bytes.toString("latin1"));
    return this.#fields;
  }

  /** Reads `HTTP/1.1 200 OK` from `source[from, to)`. */
  readStatusLine(source: Buffer, from: number, to: number): Fault | null {
    const minor = source[from + 7];
    const isHttp =
      to - from >= 12 && source.toString("latin1", from, from + 7) === "HTTP/1." && source[from + 8] === space;
    if (!isHttp || (minor !== 0x30 && minor !== 0x31)) return "PICKUP_HTTP_BAD_STATUS_LINE";
    const status = numberIn(source, from + 9, from + 12);
    const isSpaced = to === from + 12 || source[from + 12] === space;
    if (status < 100 || !isSpaced || !isValue(source, from + 12, to)) return "PICKUP_HTTP_BAD_STATUS_LINE";
    this.status = status;
    this.#isVersion10 = minor === 0x30;
    this.keepAlive = !this.#isVersion10;
    return null;
  }

  /** Reads `name: value` from `source[from, to)`. */
  readField(source: Buffer, from: number, to: number): Fault | null {
    let nameEnd = from;
    while (nameEnd < to && nameBytes[source[nameEnd]!] === 1) nameEnd++;
    if (nameEnd === from || nameEnd === to || source[nameEnd] !== colon) return "PICKUP_HTTP_BAD_HEADER";
    if (!isValue(source, nameEnd + 1, to)) return "PICKUP_HTTP_BAD_HEADER";
    const length = nameEnd - from;
    // No other length has a name that matters here, and most fields end their reading with this test.
    if (length !== 10 && length !== 14 && length !== 16 && length !== 17) return null;
    return this.#readMeaning(source.toString("latin1", from, nameEnd).toLowerCase(), source, nameEnd + 1, to);
  }

  /** Ends the reading: checks what only the whole head can tell and keeps its bytes. */
  complete(source: Buffer, from: number, to: number): Fault | null {
    if (this.isChunked && this.contentLength !== unknownLength) return "PICKUP_HTTP_CONFLICTING_LENGTHS";
    if (this.isChunked && this.#isVersion10) return "PICKUP_HTTP_BAD_TRANSFER_ENCODING";
    this.bytes = Buffer.allocUnsafe(to - from);
    source.copy(this.bytes, 0, from, to);
    return null;
  }

  #readMeaning(name: string, source: Buffer, from: number, to: number): Fault | null {
    if (name === "content-length") return this.#readContentLength(source, from, to);
    const value = source.toString("latin1", from, to).trim().toLowerCase();
    if (name === "transfer-encoding") {
      if (value !== "chunked" || this.isChunked) return "PICKUP_HTTP_BAD_TRANSFER_ENCODING";
      this.isChunked = true;
    } else if (name === "content-encoding") {
      this.contentEncoding = this.contentEncoding === "" ? value : `${this.contentEncoding}, ${value}`;
    } else if (name === "connection") {
      const tokens = value.split(/[ \t]*,[ \t]*/);
      if (tokens.includes("close")) this.keepAlive = false;
      else if (this.#isVersion10 && tokens.includes("keep-alive")) this.keepAlive = true;
    } else if (name === "keep-alive") {
      const seconds = /(?:^|[,; \t])timeout=(\d{1,6})/.exec(value)?.[1];
      if (seconds !== undefined) this.keepAliveMs = Number(seconds) * 1000;
    }
    return null;
  }

  #readContentLength(source: Buffer, from: number, to: number): Fault | null {
    let start = from;
    let end = to;
    while (start < end && isBlank(source[start]!)) start++;
    while (end > start && isBlank(source[end - 1]!)) end--;
    const length = numberIn(source, start, end);
    if (length < 0) return "PICKUP_HTTP_BAD_CONTENT_LENGTH";
    if (this.contentLength !== unknownLength && this.contentLength !== length) {
      return "PICKUP_HTTP_CONFLICTING_LENGTHS";
    }
    this.contentLength = length;
    return null;
  }
}

/** What stands for the headers of a request that was never answered. */
export const noHead = new ResponseHead();

function isBlank(byte: number): boolean {
  return byte === space || byte === tab;
}

function isValue(source: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (valueBytes[source[at]!] === 0) return false;
  }
  return true;
}

/** The number written in decimal digits; -1 when there are none, more than 15, or anything else among them. */
function numberIn(source: Buffer, from: number, to: number): number {
  if (from >= to || to - from > 15) return -1;
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = source[at]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function fieldsIn(head: string): (readonly [string, string])[] {
  return head
    .split("\r\n")
    .slice(1)
    .flatMap((line) => {
      const end = line.indexOf(":");
      return end < 0 ? [] : [[line.slice(0, end), line.slice(end + 1).replace(/^[ \t]+|[ \t]+$/g, "")] as const];
    });
}
