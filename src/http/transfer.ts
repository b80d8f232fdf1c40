import { noBytes } from "./no-bytes.ts";
import { noHead, type ResponseHead } from "./response-head.ts";
import type { LastAnswer } from "./response-parser.ts";
import type { Opening } from "./connection.ts";

/**
 * One request on its way over a connection, and what came back. A channel fills it and then calls `answered` or
 * `failed`, once.
 */
export abstract class Transfer {
  /** The bytes to send, as latin1: the head, and the body unless that is on its own. */
  text = "";
  /** To be sent after `text`; not to be changed before the end. */
  bytes: Uint8Array | null = null;
  /** True for HEAD, whose answer has no body whatever its headers say. */
  isBodyless = false;
  /** True when sending it twice does no harm; only then may it be repeated after a stale connection. */
  isRepeatable = false;
  wasRepeated = false;
  timeoutMs = 0;
  last: LastAnswer | null = null;

  /** True once a channel took it up, at `sentMs`; repeating it or following a redirect does not move that moment. */
  isUnderWay = false;
  sentMs = 0;
  /** True once its bytes were written to a connection. */
  isWritten = false;
  head: ResponseHead = noHead;
  /** As it was sent, before decompression. */
  sentBody: Buffer = noBytes;
  /** How the connection came to be, when it was opened for this transfer. */
  opening: Opening | null = null;
  /** When the operating system had taken the whole request; 0: at once, as it does unless the request is long. */
  flushedMs = 0;
  firstByteMs = 0;
  endMs = 0;
  bytesReceived = 0;
  /** The next one in a queue. */
  next: Transfer | null = null;

  /** Forgets what came of an earlier use. */
  reset(): void {
    this.isUnderWay = false;
    this.isWritten = false;
    this.wasRepeated = false;
    this.opening = null;
    this.bytesReceived = 0;
    this.flushedMs = 0;
  }

  /** Called by the pool when a channel is found. */
  takeUp(nowMs: number): void {
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    this.sentMs = nowMs;
  }

  /** It is going to be sent again, over another connection. */
  repeat(): void {
    this.wasRepeated = true;
    this.flushedMs = 0;
  }

  /** The answer is complete: `head`, `sentBody` and the times are set. */
  abstract answered(): void;

  /** It was not sent and will not be: the right to send it is over. */
  abstract withheld(): void;

  /** There is none: `reason` is a fault or the code of a system error; `endMs` is set. */
  abstract failed(reason: string, isTimeout: boolean): void;
}

/** True for the methods that do the same when sent twice (RFC 9110, section 9.2.2). */
export function isIdempotent(method: string): boolean {
  return method !== "POST" && method !== "PATCH";
}
