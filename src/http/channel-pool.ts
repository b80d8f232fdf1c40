import { Channel, type ChannelOwner, type ChannelSettings } from "./channel.ts";
import type { Origin } from "./origin.ts";
import type { Proxy } from "./proxy.ts";
import type { TransferPool } from "./transfer-pool.ts";
import type { Transfer } from "./transfer.ts";

/** Up to `maxConnections` channels to one origin; transfers that find none free wait in line. */
export class ChannelPool implements ChannelOwner, TransferPool {
  readonly origin: Origin;
  /** Through which the origin is reached, or null. */
  readonly proxy: Proxy | null;
  readonly #settings: ChannelSettings;
  readonly #maxConnections: number;
  /** All channels, in a list: most pools have one, for which an array would be a waste. */
  #first: Channel | null = null;
  #count = 0;
  /** The channel freed last; the other idle ones hang behind it. */
  #idle: Channel | null = null;
  #firstWaiting: Transfer | null = null;
  #lastWaiting: Transfer | null = null;

  constructor(origin: Origin, settings: ChannelSettings, maxConnections: number) {
    this.origin = origin;
    this.proxy = settings.network.proxyFor(origin, settings.proxies);
    this.#settings = settings;
    this.#maxConnections = maxConnections;
  }

  /** Over an idle channel, else a new one, else when its turn comes. */
  send(transfer: Transfer, nowMs: number): void {
    const channel = this.#takeIdle(nowMs);
    if (channel !== null) channel.carry(transfer, nowMs);
    else if (this.#count < this.#maxConnections) this.#add(transfer, nowMs);
    else this.#wait(transfer);
  }

  freed(channel: Channel, nowMs: number): void {
    const transfer = this.#nextWaiting();
    if (transfer !== null) return channel.carry(transfer, nowMs);
    channel.nextIdle = this.#idle;
    this.#idle = channel;
  }

  lost(channel: Channel, nowMs: number): void {
    this.#forget(channel);
    const transfer = this.#nextWaiting();
    if (transfer !== null) this.#open(transfer, nowMs);
  }

  repeat(transfer: Transfer): void {
    transfer.next = this.#firstWaiting;
    this.#firstWaiting = transfer;
    this.#lastWaiting ??= transfer;
  }

  close(): Transfer[] {
    const cut: Transfer[] = [];
    const { spares } = this.#settings;
    for (let channel = this.#first; channel !== null; channel = channel.next) {
      if (channel.transfer !== null) cut.push(channel.transfer);
      else if (spares !== undefined) {
        spares.give(this.origin.key, channel);
        continue;
      }
      channel.destroy();
    }
    this.#first = null;
    this.#count = 0;
    this.#idle = null;
    for (let waiting = this.#nextWaiting(); waiting !== null; waiting = this.#nextWaiting()) cut.push(waiting);
    return cut;
  }

  #add(transfer: Transfer, nowMs: number): void {
    const spare = this.#settings.spares?.take(this.origin.key, this, nowMs) ?? null;
    if (spare === null) return this.#open(transfer, nowMs);
    this.#list(spare);
    spare.carry(transfer, nowMs);
  }

  #open(transfer: Transfer, nowMs: number): void {
    transfer.takeUp(nowMs);
    this.#list(new Channel(this.origin, this.#settings, this, transfer, nowMs));
  }

  #list(channel: Channel): void {
    channel.next = this.#first;
    this.#first = channel;
    this.#count++;
  }

  #takeIdle(nowMs: number): Channel | null {
    for (;;) {
      const channel = this.#idle;
      if (channel === null) return null;
      this.#idle = channel.nextIdle;
      channel.nextIdle = null;
      if (channel.isUsable(nowMs)) return channel;
      channel.destroy();
      this.#forget(channel);
    }
  }

  #forget(channel: Channel): void {
    this.#count--;
    if (this.#first === channel) this.#first = channel.next;
    for (let other = this.#first; other !== null; other = other.next) {
      if (other.next === channel) other.next = channel.next;
    }
    if (this.#idle === channel) this.#idle = channel.nextIdle;
    for (let other = this.#idle; other !== null; other = other.nextIdle) {
      if (other.nextIdle === channel) other.nextIdle = channel.nextIdle;
    }
  }

  #wait(transfer: Transfer): void {
    if (this.#lastWaiting === null) this.#firstWaiting = transfer;
    else this.#lastWaiting.next = transfer;
    this.#lastWaiting = transfer;
  }

  #nextWaiting(): Transfer | null {
    const transfer = this.#firstWaiting;
    if (transfer === null) return null;
    this.#firstWaiting = transfer.next;
    if (this.#firstWaiting === null) this.#lastWaiting = null;
    transfer.next = null;
    return transfer;
  }
}
