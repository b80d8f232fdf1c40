import { BodyCollector } from "./body-collector.ts";
import { ChunkReader } from "./chunk-reader.ts";
import type { Fault } from "./faults.ts";
import { HeadTable } from "./head-table.ts";
import { carriageReturn, lineFeed } from "./header-bytes.ts";
import { noBytes } from "./no-bytes.ts";
import { ResponseHead, unknownLength } from "./response-head.ts";

/** What `read` returns, below every position, when the answer goes on in the next bytes. */
export const needsMore = -1;
/** What `read` returns when the answer is broken; `fault` says how. */
export const isBroken = -2;

export interface ParserLimits {
  /** Bytes of status line and headers (interim answers included), and again of chunk extensions and trailers. */
  readonly maxHeadBytes: number;
  /** Bytes of the body as it is sent. */
  readonly maxBodyBytes: number;
}

/**
 * The last answer to the same request of the same user, kept to recognise an unchanged one: a head with equal bytes is
 * not parsed again, a body with equal bytes is not copied again.
 */
export interface LastAnswer {
  head: ResponseHead | null;
  /** As it was sent, before decompression. */
  sentBody: Buffer | null;
}

const inHead = 0;
const inFixedBody = 1;
const inChunkedBody = 2;
const inOpenBody = 3;
const between = 4;

/**
 * Bytes to one HTTP/1.x answer at a time (RFC 9112), without a socket. Any cut of the bytes gives the same result.
 * Strict where leniency would let an answer be smuggled: line ends, lengths, chunk sizes.
 */
export class ResponseParser {
  /** The head of the answer, once it was read; interim (1xx) heads are skipped. */
  head: ResponseHead | null = null;
  /** The body as it was sent, when the answer is complete. It stays valid for ever. */
  body: Buffer = noBytes;
  fault: Fault | null = null;

  readonly #limits: ParserLimits;
  readonly #heads: HeadTable;
  readonly #collector = new BodyCollector();
  #chunks: ChunkReader | undefined;
  #state = between;
  #isBodyless = false;
  #last: LastAnswer | null = null;
  #remaining = 0;
  #draft: ResponseHead | undefined;
  #interimBytes = 0;
  /** The bytes of a head that is not complete yet; empty while it all fits one read. */
  #pending: Buffer = noBytes;
  #pendingLength = 0;
  #lineStart = 0;
  #scanned = 0;

  /** `heads` is shared by the parsers of a thread. */
  constructor(limits: ParserLimits, heads = new HeadTable()) {
    this.#limits = limits;
    this.#heads = heads;
  }

  /** Makes ready for the next answer; `isBodyless` when it answers a HEAD. */
  begin(isBodyless: boolean, last: LastAnswer | null): void {
    this.head = null;
    this.body = noBytes;
    this.fault = null;
    this.#state = inHead;
    this.#isBodyless = isBodyless;
    this.#last = last;
    this.#interimBytes = 0;
    this.#pendingLength = 0;
  }

  /** Reads `source[from, to)`. Returns the place after the answer's last byte, or {@link needsMore}, {@link isBroken}. */
  read(source: Buffer, from: number, to: number): number {
    let at = from;
    if (this.#state === inHead) {
      at = this.#readHead(source, from, to);
      if (at < 0) return at;
      const fault = this.#beginBody(this.head!);
      if (fault !== null) return this.#break(fault);
    }
    switch (this.#state) {
      case inFixedBody:
        return this.#readFixedBody(source, at, to);
      case inChunkedBody:
        return this.#readChunkedBody(source, at, to);
      case inOpenBody:
        return this.#readOpenBody(source, at, to);
      default:
        return at;
    }
  }

  /** The server closed the connection in order. True when that completes the answer, else `fault` is set. */
  end(): boolean {
    if (this.#state === inOpenBody) {
      this.#complete();
      return true;
    }
    const nothingCame = this.#state === inHead && this.#pendingLength === 0 && this.#interimBytes === 0;
    this.#break(nothingCame ? "PICKUP_HTTP_NO_ANSWER" : "PICKUP_HTTP_CUT_SHORT");
    return false;
  }

  #readHead(source: Buffer, from: number, to: number): number {
    let at = from;
    for (;;) {
      const known = this.#last?.head ?? null;
      if (known !== null && this.#pendingLength === 0) {
        const length = known.bytes.length;
        const isShort = length + this.#interimBytes <= this.#limits.maxHeadBytes;
        if (isShort && at + length <= to && source.compare(known.bytes, 0, length, at, at + length) === 0) {
          this.head = known;
          return at + length;
        }
      }
      at = this.#pendingLength === 0 ? this.#readFreshHead(source, at, to) : this.#readPendingHead(source, at, to);
      if (at < 0 || this.head !== null) return at;
    }
  }

  #readFreshHead(source: Buffer, from: number, to: number): number {
    this.#draft = new ResponseHead();
    this.#lineStart = from;
    this.#scanned = from;
    const end = this.#readLines(source, from, to);
    if (end === needsMore) {
      this.#lineStart -= from;
      this.#scanned -= from;
      this.#keepPending(source, from, to);
    }
    return end;
  }

  #readPendingHead(source: Buffer, from: number, to: number): number {
    const before = this.#pendingLength;
    this.#keepPending(source, from, to);
    const end = this.#readLines(this.#pending, 0, this.#pendingLength);
    if (end < 0) return end;
    this.#pendingLength = 0;
    this.#pending = noBytes;
    return from + end - before;
  }

  #keepPending(source: Buffer, from: number, to: number): void {
    const length = this.#pendingLength + to - from;
    if (length > this.#pending.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.#pending.length * 2));
      this.#pending.copy(larger, 0, 0, this.#pendingLength);
      this.#pending = larger;
    }
    source.copy(this.#pending, this.#pendingLength, from, to);
    this.#pendingLength = length;
  }

  /** Reads on in the draft of a head that begins at `start`, line by line, to the place after its empty line. */
  #readLines(source: Buffer, start: number, to: number): number {
    const limit = start + this.#limits.maxHeadBytes - this.#interimBytes;
    for (;;) {
      const lineEnd = lineFeedIn(source, this.#scanned, Math.min(to, limit));
      if (lineEnd < 0) {
        this.#scanned = to;
        return to > limit ? this.#break("PICKUP_HTTP_HEAD_TOO_LARGE") : needsMore;
      }
      const lineStart = this.#lineStart;
      if (lineEnd === lineStart || source[lineEnd - 1] !== carriageReturn) {
        return this.#break("PICKUP_HTTP_BAD_LINE_END");
      }
      this.#lineStart = this.#scanned = lineEnd + 1;
      if (lineEnd - 1 === lineStart && lineStart > start) return this.#endHead(source, start, lineEnd + 1);
      const draft = this.#draft!;
      const fault =
        lineStart === start
          ? draft.readStatusLine(source, lineStart, lineEnd - 1)
          : draft.readField(source, lineStart, lineEnd - 1);
      if (fault !== null) return this.#break(fault);
    }
  }

  #endHead(source: Buffer, from: number, to: number): number {
    const draft = this.#draft!;
    this.#draft = undefined;
    const known = this.#heads.find(draft, source, from, to);
    const fault = known === undefined ? draft.complete(source, from, to) : null;
    if (fault !== null) return this.#break(fault);
    const head = known ?? draft;
    if (known === undefined) this.#heads.keep(head);
    if (head.status === 101) return this.#break("PICKUP_HTTP_UNEXPECTED_UPGRADE");
    if (head.status >= 200) this.head = head;
    else this.#interimBytes += to - from;
    return to;
  }

  #beginBody(head: ResponseHead): Fault | null {
    const { contentLength } = head;
    if (this.#isBodyless || head.status === 204 || head.status === 304) {
      this.#state = between;
    } else if (head.isChunked) {
      this.#chunks ??= new ChunkReader();
      this.#chunks.begin();
      this.#state = inChunkedBody;
    } else if (contentLength === unknownLength) {
      this.#state = inOpenBody;
    } else if (contentLength > this.#limits.maxBodyBytes) {
      return "PICKUP_HTTP_BODY_TOO_LARGE";
    } else {
      this.#remaining = contentLength;
      this.#state = contentLength === 0 ? between : inFixedBody;
    }
    if (this.#state !== between) this.#collector.begin(this.#last?.sentBody ?? null, contentLength);
    return null;
  }

  #readFixedBody(source: Buffer, from: number, to: number): number {
    const end = Math.min(to, from + this.#remaining);
    this.#collector.add(source, from, end);
    this.#remaining -= end - from;
    if (this.#remaining > 0) return needsMore;
    this.#complete();
    return end;
  }

  #readChunkedBody(source: Buffer, from: number, to: number): number {
    const { maxBodyBytes, maxHeadBytes } = this.#limits;
    const chunks = this.#chunks!;
    const end = chunks.read(source, from, to, this.#collector, maxBodyBytes, maxHeadBytes);
    if (chunks.fault !== null) return this.#break(chunks.fault);
    if (!chunks.isFinished) return needsMore;
    this.#complete();
    return end;
  }

  #readOpenBody(source: Buffer, from: number, to: number): number {
    if (this.#collector.length + to - from > this.#limits.maxBodyBytes) {
      return this.#break("PICKUP_HTTP_BODY_TOO_LARGE");
    }
    this.#collector.add(source, from, to);
    return needsMore;
  }

  #complete(): void {
    this.body = this.#collector.finish();
    this.#state = between;
  }

  #break(fault: Fault): number {
    this.fault = fault;
    this.#state = between;
    this.#draft = undefined;
    return isBroken;
  }
}

function lineFeedIn(source: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (source[at] === lineFeed) return at;
  }
  return -1;
}
