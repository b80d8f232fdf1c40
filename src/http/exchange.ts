import { type ClientHttp2Session, type ClientHttp2Stream, constants } from "node:http2";
import { BodyCollector } from "./body-collector.ts";
import type { Fault } from "./faults.ts";
import type { HeadTable } from "./head-table.ts";
import { headOf, type Http2Request } from "./http2-fields.ts";
import type { ResponseHead } from "./response-head.ts";
import type { ParserLimits } from "./response-parser.ts";
import type { Transfer } from "./transfer.ts";

/** Told how an exchange ended: once, and not at all after `drop`. */
export interface ExchangeOwner {
  now(): number;
  readonly heads: HeadTable;
  readonly limits: ParserLimits;
  completed(exchange: Exchange): void;
  /** There is no whole answer; `fault` is what is wrong with it, or null when the stream was closed. */
  broken(exchange: Exchange, fault: Fault | null): void;
}

/** A transfer on its stream of an HTTP/2 session. What comes after its end is dropped: it belongs to nobody. */
export class Exchange {
  readonly transfer: Transfer;
  deadlineMs: number;
  readonly #owner: ExchangeOwner;
  readonly #collector = new BodyCollector();
  #stream: ClientHttp2Stream | null = null;
  #head: ResponseHead | null = null;
  #isOver = false;

  constructor(transfer: Transfer, deadlineMs: number, owner: ExchangeOwner) {
    this.transfer = transfer;
    this.deadlineMs = deadlineMs;
    this.#owner = owner;
  }

  /** The error code with which the stream was closed; 0 for none (RFC 9113, section 7). */
  get streamCode(): number {
    return this.#stream?.rstCode ?? constants.NGHTTP2_NO_ERROR;
  }

  begin(session: ClientHttp2Session, { fields, body }: Http2Request): void {
    const { transfer } = this;
    const stream = session.request(fields, { endStream: body.length === 0 });
    this.#stream = stream;
    stream.on("response", (_headers, _flags, pairs: string[]) => this.#answering(pairs));
    stream.on("data", (bytes: Buffer) => this.#received(bytes));
    stream.on("end", () => this.#ended());
    // Its code is asked for when the stream is closed.
    stream.on("error", ignore);
    stream.on("close", () => this.#break(null));
    transfer.isWritten = true;
    transfer.flushedMs = 0;
    if (body.length > 0) stream.end(body, () => this.#flushed());
  }

  /** Lets go of the transfer and tells the server that nobody waits any more. */
  drop(): void {
    this.#isOver = true;
    this.#stream?.close(constants.NGHTTP2_CANCEL);
  }

  #flushed(): void {
    if (!this.#isOver) this.transfer.flushedMs = this.#owner.now();
  }

  #answering(pairs: readonly string[]): void {
    if (this.#isOver) return;
    const { heads, limits } = this.#owner;
    const { transfer } = this;
    const head = headOf(pairs, heads);
    this.#head = transfer.head = head;
    transfer.firstByteMs = this.#owner.now();
    transfer.bytesReceived += head.bytes.length;
    if (head.bytes.length > limits.maxHeadBytes) return this.#break("PICKUP_HTTP_HEAD_TOO_LARGE");
    if (!transfer.isBodyless && head.contentLength > limits.maxBodyBytes) this.#break("PICKUP_HTTP_BODY_TOO_LARGE");
    else this.#collector.begin(transfer.last?.sentBody ?? null, transfer.isBodyless ? -1 : head.contentLength);
  }

  #received(bytes: Buffer): void {
    if (this.#isOver) return;
    this.transfer.bytesReceived += bytes.length;
    this.#collector.add(bytes, 0, bytes.length);
    if (this.#collector.length > this.#owner.limits.maxBodyBytes) this.#break("PICKUP_HTTP_BODY_TOO_LARGE");
  }

  #ended(): void {
    if (this.#isOver) return;
    const { transfer } = this;
    const head = this.#head;
    if (head === null || this.streamCode !== constants.NGHTTP2_NO_ERROR) return this.#break(null);
    // A stream reset without an error ends like a complete one: only the promised length tells that it was cut short.
    const isBodyless = transfer.isBodyless || head.status === 304;
    if (!isBodyless && head.contentLength >= 0 && head.contentLength !== this.#collector.length) {
      return this.#break("PICKUP_HTTP_CUT_SHORT");
    }
    this.#isOver = true;
    transfer.sentBody = this.#collector.finish();
    transfer.endMs = this.#owner.now();
    // The server may have answered without reading all of the request: the rest is of no use.
    if (this.#stream?.writableFinished === false) this.#stream.close(constants.NGHTTP2_NO_ERROR);
    this.#owner.completed(this);
  }

  #break(fault: Fault | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (fault !== null) this.drop();
    this.#owner.broken(this, fault);
  }
}

function ignore(): void {}
