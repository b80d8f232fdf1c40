import type { Lease } from "../ground/index.ts";
import { Connection, type ConnectionListener, type DialSettings, type Opening } from "./connection.ts";
import type { Deadline } from "./deadlines.ts";
import type { Origin } from "./origin.ts";
import { isBroken, type ParserLimits, ResponseParser } from "./response-parser.ts";
import type { SpareChannels } from "./spare-channels.ts";
import type { Transfer } from "./transfer.ts";

export interface ChannelSettings extends DialSettings {
  readonly limits: ParserLimits;
  readonly connectTimeoutMs: number;
  /** Nothing is written once it is over; left out: no such end. */
  readonly lease?: Lease | undefined;
  /** Where connections of HTTP/1.1 come from and go to that outlive their client; left out: none does. */
  readonly spares?: SpareChannels | undefined;
  /** Of HTTP; default 1 (HTTP/1.1). */
  readonly version?: HttpVersion | undefined;
}

/** The major version of HTTP that a client speaks. */
export type HttpVersion = 1 | 2;

/** Told when a channel can be used again, when it cannot, and before that, when its transfer deserves another one. */
export interface ChannelOwner {
  freed(channel: Channel, nowMs: number): void;
  lost(channel: Channel, nowMs: number): void;
  repeat(transfer: Transfer): void;
}

/** Servers count idle time from their own side of the wire; a connection this near to its end is not used again. */
const keepAliveMarginMs = 1000;

/**
 * One connection that carries one transfer at a time: writes it, parses the answer, keeps its deadline. Bytes that
 * come when none are owed end the connection, so that they never become somebody else's answer.
 */
export class Channel implements ConnectionListener, Deadline {
  deadlineMs = Infinity;
  watchedMs = Infinity;
  /** The next in the pool's list of channels, and in that of the idle ones. */
  next: Channel | null = null;
  nextIdle: Channel | null = null;
  /** Changes only while the channel is idle. */
  owner: ChannelOwner;

  readonly #settings: ChannelSettings;
  readonly #connection: Connection;
  readonly #parser: ResponseParser;
  #transfer: Transfer | null;
  #isOpen = false;
  #answers = 0;
  #usableUntilMs = Infinity;

  /** Opens a connection and sends `transfer` over it as soon as it stands. */
  constructor(origin: Origin, settings: ChannelSettings, owner: ChannelOwner, transfer: Transfer, nowMs: number) {
    const { network, connectTimeoutMs } = settings;
    this.#settings = settings;
    this.owner = owner;
    this.#parser = new ResponseParser(settings.limits, network.heads);
    this.#transfer = transfer;
    const timeoutMs = Math.min(connectTimeoutMs, transfer.sentMs + transfer.timeoutMs - nowMs);
    network.deadlines.set(this, nowMs + timeoutMs);
    this.#connection = new Connection(origin, settings, this);
  }

  get transfer(): Transfer | null {
    return this.#transfer;
  }

  /** False when the server, by its own word, may be closing the idle connection at this moment. */
  isUsable(nowMs: number): boolean {
    return nowMs < this.#usableUntilMs;
  }

  /** Sends a transfer over an idle channel. */
  carry(transfer: Transfer, nowMs: number): void {
    this.#transfer = transfer;
    if (this.#connection.isGone) return this.#handOn(transfer, nowMs);
    transfer.takeUp(nowMs);
    this.#write(transfer, nowMs);
  }

  /** Ends the channel without a word to its owner or its transfer. */
  destroy(): void {
    this.#settings.network.deadlines.clear(this);
    this.#transfer = null;
    this.#connection.destroy();
  }

  opened(opening: Opening): void {
    this.#isOpen = true;
    const transfer = this.#transfer;
    if (transfer === null) return;
    transfer.opening = opening;
    this.#write(transfer, this.#settings.network.clock.now());
  }

  received(buffer: Buffer, length: number): void {
    const { clock, inbox } = this.#settings.network;
    const nowMs = clock.now();
    inbox.reading();
    const transfer = this.#transfer;
    if (transfer === null) return this.#lose(nowMs);
    if (transfer.bytesReceived === 0) transfer.firstByteMs = nowMs;
    transfer.bytesReceived += length;
    const end = this.#parser.read(buffer, 0, length);
    if (end >= 0) this.#complete(transfer, nowMs, end === length);
    else if (end === isBroken) this.#fail(this.#parser.fault!, false, nowMs);
  }

  ended(): void {
    const nowMs = this.#settings.network.clock.now();
    const transfer = this.#transfer;
    if (transfer === null || !this.#isOpen) return;
    if (this.#parser.end()) this.#complete(transfer, nowMs, false);
    else this.#breakOff(this.#parser.fault!, nowMs);
  }

  flushed(): void {
    if (this.#transfer !== null) this.#transfer.flushedMs = this.#settings.network.clock.now();
  }

  closed(code: string | null): void {
    const nowMs = this.#settings.network.clock.now();
    if (this.#transfer === null) this.#lose(nowMs);
    else if (!this.#isOpen) this.#fail(code ?? "PICKUP_HTTP_CONNECTION_FAILED", false, nowMs);
    else this.#breakOff(code ?? "PICKUP_HTTP_CUT_SHORT", nowMs);
  }

  expire(): void {
    this.#fail(this.#isOpen ? "PICKUP_HTTP_TIMEOUT" : "PICKUP_HTTP_CONNECT_TIMEOUT", true, this.deadlineMs);
  }

  #write(transfer: Transfer, nowMs: number): void {
    const { lease, network } = this.#settings;
    if (lease !== undefined && lease.untilMs <= nowMs) return this.#withhold(transfer, nowMs);
    this.#parser.begin(transfer.isBodyless, transfer.last);
    transfer.isWritten = true;
    network.deadlines.set(this, transfer.sentMs + transfer.timeoutMs);
    transfer.flushedMs = 0;
    this.#connection.write(transfer.text, transfer.bytes);
  }

  /** The connection ended before anything of the transfer was written: another one carries it, and nobody need know. */
  #handOn(transfer: Transfer, nowMs: number): void {
    this.owner.repeat(transfer);
    this.#lose(nowMs);
  }

  #withhold(transfer: Transfer, nowMs: number): void {
    this.#lose(nowMs);
    transfer.withheld();
  }

  #complete(transfer: Transfer, nowMs: number, isClean: boolean): void {
    const head = this.#parser.head!;
    transfer.head = head;
    transfer.sentBody = this.#parser.body;
    transfer.endMs = nowMs;
    this.#answers++;
    // A server may answer before it has read all: what is still to be written would be taken for the next request.
    if (isClean && head.keepAlive && this.#connection.isFlushed) {
      this.#transfer = null;
      this.#settings.network.deadlines.clear(this);
      if (head.keepAliveMs >= 0) this.#usableUntilMs = nowMs + head.keepAliveMs - keepAliveMarginMs;
      this.owner.freed(this, nowMs);
    } else {
      this.#lose(nowMs);
    }
    this.#settings.network.inbox.take(transfer);
  }

  /** The connection broke under a transfer: a stale one is no fault of anybody, the transfer gets another. */
  #breakOff(reason: string, nowMs: number): void {
    const transfer = this.#transfer!;
    const isStale = this.#answers > 0 && transfer.bytesReceived === 0;
    if (!isStale || !transfer.isRepeatable || transfer.wasRepeated) return this.#fail(reason, false, nowMs);
    transfer.repeat();
    this.owner.repeat(transfer);
    this.#lose(nowMs);
  }

  #fail(reason: string, isTimeout: boolean, endMs: number): void {
    const transfer = this.#transfer!;
    transfer.endMs = endMs;
    this.#lose(endMs);
    transfer.failed(reason, isTimeout);
  }

  #lose(nowMs: number): void {
    this.destroy();
    this.owner.lost(this, nowMs);
  }
}
