import type { ChannelSettings } from "./channel.ts";
import { Http2Session, type SessionOwner } from "./http2-session.ts";
import type { Origin } from "./origin.ts";
import type { TransferPool } from "./transfer-pool.ts";
import type { Transfer } from "./transfer.ts";

/**
 * One HTTP/2 session to one origin, made anew when it goes; transfers beyond what the server allows at a time wait in
 * line. Each user has its own, as each browser has.
 */
export class SessionPool implements TransferPool, SessionOwner {
  readonly origin: Origin;
  /** A proxy only tunnels: it is told nothing of the requests. */
  readonly proxy = null;
  readonly #settings: ChannelSettings;
  #current: Http2Session | null = null;
  /** Sessions that take nothing new and may still answer. */
  readonly #leaving = new Set<Http2Session>();
  #waiting: Transfer[] = [];

  constructor(origin: Origin, settings: ChannelSettings) {
    this.origin = origin;
    this.#settings = settings;
  }

  send(transfer: Transfer, nowMs: number): void {
    const session = this.#usable(nowMs);
    if (session.isFull) {
      this.#waiting.push(transfer);
    } else {
      transfer.takeUp(nowMs);
      session.carry(transfer);
    }
  }

  ready(): void {}

  freed(session: Http2Session, nowMs: number): void {
    if (session === this.#current) this.#sendWaiting(nowMs);
  }

  lost(session: Http2Session, nowMs: number): void {
    if (session === this.#current) this.#current = null;
    this.#leaving.add(session);
    this.#sendWaiting(nowMs);
  }

  ended(session: Http2Session): void {
    this.#leaving.delete(session);
  }

  repeat(transfer: Transfer, nowMs: number): void {
    this.#waiting.unshift(transfer);
    this.#sendWaiting(nowMs);
  }

  close(): Transfer[] {
    const sessions = this.#current === null ? this.#leaving : this.#leaving.add(this.#current);
    const cut = [...[...sessions].flatMap((session) => session.destroy()), ...this.#waiting];
    this.#current = null;
    this.#leaving.clear();
    this.#waiting = [];
    return cut;
  }

  #usable(nowMs: number): Http2Session {
    if (this.#current?.isUsable === false) {
      this.#leaving.add(this.#current);
      this.#current = null;
    }
    return (this.#current ??= new Http2Session(this.origin, this.#settings, this, nowMs));
  }

  #sendWaiting(nowMs: number): void {
    while (this.#waiting.length > 0 && !this.#usable(nowMs).isFull) this.send(this.#waiting.shift()!, nowMs);
  }
}
