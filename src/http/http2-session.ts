import { type ClientHttp2Session, connect, constants } from "node:http2";
import type { Socket } from "node:net";
import type { ChannelSettings } from "./channel.ts";
import type { Opening } from "./connection.ts";
import type { Deadline } from "./deadlines.ts";
import { Exchange, type ExchangeOwner } from "./exchange.ts";
import type { Fault } from "./faults.ts";
import type { HeadTable } from "./head-table.ts";
import { Http2Dial } from "./http2-dial.ts";
import { type Http2Request, http2RequestOf } from "./http2-fields.ts";
import type { Origin } from "./origin.ts";
import type { ParserLimits } from "./response-parser.ts";
import type { Transfer } from "./transfer.ts";

/** Told what becomes of a session; nothing more after it was destroyed. */
export interface SessionOwner {
  /** The server has said what it allows: it does speak HTTP/2. */
  ready(): void;
  /** It can carry more. */
  freed(session: Http2Session, nowMs: number): void;
  /** It takes nothing new, and may still answer. */
  lost(session: Http2Session, nowMs: number): void;
  /** It is gone; `code` is a fault or the code of an error, null when nothing was wrong. */
  ended(session: Http2Session, code: string | null): void;
  /** The transfer was not taken up by the server and deserves another session. */
  repeat(transfer: Transfer, nowMs: number): void;
}

/** Streams before the server has said how many it allows: the least that RFC 9113 recommends to a server (6.5.2). */
const streamsAtFirst = 100;
/** What a server may send unasked, per stream and per session: enough that no answer waits for a round trip. */
const streamWindowBytes = 1 << 20;
const sessionWindowBytes = 16 << 20;
/** Beyond the client's own limit of a head, which gives the fault its name. */
const headRoomBytes = 1 << 20;
const maxFields = 4096;

/** Node's names of the error codes, by code (RFC 9113, section 7). */
const nameOfCode = [
  "NO_ERROR",
  "PROTOCOL_ERROR",
  "INTERNAL_ERROR",
  "FLOW_CONTROL_ERROR",
  "SETTINGS_TIMEOUT",
  "STREAM_CLOSED",
  "FRAME_SIZE_ERROR",
  "REFUSED_STREAM",
  "CANCEL",
  "COMPRESSION_ERROR",
  "CONNECT_ERROR",
  "ENHANCE_YOUR_CALM",
  "INADEQUATE_SECURITY",
  "HTTP_1_1_REQUIRED",
].map((name) => `NGHTTP2_${name}`);

/** One HTTP/2 connection, which carries many transfers side by side and keeps their deadlines. */
export class Http2Session implements Deadline, ExchangeOwner {
  deadlineMs = Infinity;
  watchedMs = Infinity;
  readonly limits: ParserLimits;
  readonly heads: HeadTable;
  readonly #origin: Origin;
  readonly #settings: ChannelSettings;
  readonly #owner: SessionOwner;
  readonly #dial: Http2Dial;
  readonly #connectByMs: number;
  readonly #exchanges = new Set<Exchange>();
  #session: ClientHttp2Session | null = null;
  #maxStreams = streamsAtFirst;
  #answers = 0;
  #hasSettings = false;
  #isLost = false;
  #isEnded = false;
  /** Why the session ends, once that is known. */
  #code: string | null = null;
  #lastText = "";
  #lastRequest: Http2Request | undefined;

  /** Starts connecting. */
  constructor(origin: Origin, settings: ChannelSettings, owner: SessionOwner, nowMs: number) {
    this.#origin = origin;
    this.#settings = settings;
    this.#owner = owner;
    this.limits = settings.limits;
    this.heads = settings.network.heads;
    this.#connectByMs = nowMs + settings.connectTimeoutMs;
    this.#dial = new Http2Dial(origin, settings, {
      dialled: (socket, opening) => this.#open(socket, opening),
      failed: (code) => this.#end(code),
    });
  }

  /** True when another transfer would be more than the server allows at a time. */
  get isFull(): boolean {
    return this.#exchanges.size >= this.#maxStreams;
  }

  /** False once a request would be refused by Node itself. */
  get isUsable(): boolean {
    return !this.#isLost && this.#session?.closed !== true && this.#session?.destroyed !== true;
  }

  now(): number {
    return this.#settings.network.clock.now();
  }

  /** Sends a transfer at once, or as soon as the connection stands. */
  carry(transfer: Transfer): void {
    const dueMs = transfer.sentMs + transfer.timeoutMs;
    const isOpen = this.#session !== null;
    const exchange = new Exchange(transfer, isOpen ? dueMs : Math.min(dueMs, this.#connectByMs), this);
    this.#exchanges.add(exchange);
    this.#watch(exchange.deadlineMs);
    if (isOpen) this.#begin(exchange);
  }

  /** Ends the session without a word to its owner; returns the transfers that were on their way. */
  destroy(): Transfer[] {
    const cut = [...this.#exchanges].map(({ transfer }) => transfer);
    this.#isLost = this.#isEnded = true;
    for (const exchange of this.#exchanges) exchange.drop();
    this.#exchanges.clear();
    this.#settings.network.deadlines.clear(this);
    this.#dial.destroy();
    this.#session?.destroy();
    return cut;
  }

  completed(exchange: Exchange): void {
    this.#answers++;
    this.#forget(exchange, exchange.transfer.endMs);
    exchange.transfer.answered();
  }

  broken(exchange: Exchange, fault: Fault | null): void {
    // Streams are closed before the session says why it ends.
    if (fault === null && !this.#isEnded && this.#session?.destroyed === true) return;
    const { transfer, streamCode } = exchange;
    const isRefused = streamCode === constants.NGHTTP2_REFUSED_STREAM;
    const isStale = this.#isEnded && this.#answers > 0;
    const deservesAnother = fault === null && transfer.bytesReceived === 0 && (isRefused || isStale);
    if (!deservesAnother || !transfer.isRepeatable || transfer.wasRepeated) {
      return this.#fail(exchange, fault ?? this.#reasonOf(exchange), false, this.now());
    }
    transfer.repeat();
    this.#exchanges.delete(exchange);
    this.#owner.repeat(transfer, this.now());
  }

  expire(): void {
    const nowMs = this.now();
    let nextMs = Infinity;
    for (const exchange of this.#exchanges) {
      if (exchange.deadlineMs > nowMs) nextMs = Math.min(nextMs, exchange.deadlineMs);
      else this.#timeOut(exchange);
    }
    if (nextMs === Infinity) this.#settings.network.deadlines.clear(this);
    else this.#settings.network.deadlines.set(this, nextMs);
  }

  #open(socket: Socket, opening: Opening): void {
    const session = connect(this.#origin.key, {
      createConnection: () => socket,
      maxHeaderListPairs: maxFields,
      settings: { enablePush: false, initialWindowSize: streamWindowBytes, maxHeaderListSize: headRoomBytes },
    });
    this.#session = session;
    session.once("connect", () => session.setLocalWindowSize(sessionWindowBytes));
    session.on("remoteSettings", ({ maxConcurrentStreams }) => this.#allow(maxConcurrentStreams));
    session.on("goaway", (code) => this.#goAway(code));
    session.on("error", (error: NodeJS.ErrnoException) => (this.#code ??= this.#codeOf(error)));
    session.on("close", () => this.#end(this.#code));
    for (const exchange of this.#exchanges) {
      const { transfer } = exchange;
      exchange.deadlineMs = transfer.sentMs + transfer.timeoutMs;
      transfer.opening = openingFor(transfer.sentMs, opening);
      this.#begin(exchange);
    }
  }

  #begin(exchange: Exchange): void {
    const { lease } = this.#settings;
    if (lease !== undefined && lease.untilMs <= this.now()) return this.#withhold(exchange);
    const { text } = exchange.transfer;
    if (this.#lastRequest === undefined || text !== this.#lastText) {
      this.#lastRequest = http2RequestOf(text, this.#origin);
      this.#lastText = text;
    }
    exchange.begin(this.#session!, this.#lastRequest);
  }

  #withhold(exchange: Exchange): void {
    exchange.drop();
    this.#forget(exchange, this.now());
    exchange.transfer.withheld();
  }

  /** A server that allows none at all is asked all the same: the timeout tells. */
  #allow(maxStreams = Infinity): void {
    this.#maxStreams = Math.max(1, maxStreams);
    const isFirst = !this.#hasSettings;
    this.#hasSettings = true;
    if (isFirst) this.#owner.ready();
    this.#owner.freed(this, this.now());
  }

  /** What is on its way may still be answered; Node closes the streams that the server has not taken up as refused. */
  #goAway(code: number): void {
    if (code !== constants.NGHTTP2_NO_ERROR) this.#code ??= nameOfCode[code] ?? "NGHTTP2_PROTOCOL_ERROR";
    this.#lose();
  }

  /** The connection is gone, and with it every stream. */
  #end(code: string | null): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#code ??= code;
    this.#lose();
    for (const exchange of this.#exchanges) {
      exchange.drop();
      this.broken(exchange, null);
    }
    this.#settings.network.deadlines.clear(this);
    this.#owner.ended(this, this.#code);
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#owner.lost(this, this.now());
  }

  #timeOut(exchange: Exchange): void {
    const isOpen = this.#session !== null;
    exchange.drop();
    this.#fail(exchange, isOpen ? "PICKUP_HTTP_TIMEOUT" : "PICKUP_HTTP_CONNECT_TIMEOUT", true, exchange.deadlineMs);
    if (isOpen || this.#exchanges.size > 0) return;
    // Nobody waits for the connection any more: the next request shall try another.
    this.#dial.destroy();
    this.#end("PICKUP_HTTP_CONNECT_TIMEOUT");
  }

  #fail(exchange: Exchange, reason: string, isTimeout: boolean, endMs: number): void {
    exchange.transfer.endMs = endMs;
    this.#forget(exchange, endMs);
    exchange.transfer.failed(reason, isTimeout);
  }

  #forget(exchange: Exchange, nowMs: number): void {
    this.#exchanges.delete(exchange);
    if (this.#exchanges.size === 0) this.#settings.network.deadlines.clear(this);
    if (!this.#isLost) this.#owner.freed(this, nowMs);
  }

  #watch(atMs: number): void {
    if (atMs < this.deadlineMs) this.#settings.network.deadlines.set(this, atMs);
  }

  #reasonOf({ streamCode, transfer }: Exchange): string {
    const silent = transfer.bytesReceived === 0 ? "PICKUP_HTTP_NO_ANSWER" : "PICKUP_HTTP_CUT_SHORT";
    if (this.#isEnded) return this.#code ?? silent;
    return streamCode === constants.NGHTTP2_NO_ERROR ? silent : (nameOfCode[streamCode] ?? "NGHTTP2_PROTOCOL_ERROR");
  }

  /** What the peer says before its settings is no HTTP/2. */
  #codeOf({ code }: NodeJS.ErrnoException): string {
    if (code === undefined) return "PICKUP_HTTP_CONNECTION_FAILED";
    if (!code.startsWith("ERR_HTTP2_")) return code;
    return this.#hasSettings ? "NGHTTP2_PROTOCOL_ERROR" : "PICKUP_HTTP_NOT_HTTP2";
  }
}

/** The part of an opening that a request waited for, which may have come while others waited already. */
function openingFor(sentMs: number, { startedMs, resolvedMs, connectedMs, securedMs }: Opening): Opening {
  return {
    startedMs: Math.max(sentMs, startedMs),
    resolvedMs: Math.max(sentMs, resolvedMs),
    connectedMs: Math.max(sentMs, connectedMs),
    securedMs: Math.max(sentMs, securedMs),
  };
}
