import { Channel, type ChannelOwner, type ChannelSettings } from "./channel.ts";
import type { Origin } from "./origin.ts";
import type { Transfer } from "./transfer.ts";

/** Up to `maxConnections` channels to one origin; transfers that find none free wait in line. */
export class ChannelPool implements ChannelOwner {
  readonly origin: Origin;
  /** How many transfers were sent again because their kept-alive connection had been closed by the server. */
  repeats = 0;
  readonly #settings: ChannelSettings;
  readonly #maxConnections: number;
  readonly #channels: Channel[] = [];
  readonly #idle: Channel[] = [];
  #firstWaiting: Transfer | null = null;
  #lastWaiting: Transfer | null = null;

  constructor(origin: Origin, settings: ChannelSettings, maxConnections: number) {
    this.origin = origin;
    this.#settings = settings;
    this.#maxConnections = maxConnections;
  }

  /** Sends `transfer` over an idle channel, else a new one, else when its turn comes. */
  send(transfer: Transfer, nowMs: number): void {
    const channel = this.#takeIdle(nowMs);
    if (channel !== undefined) this.#carry(channel, transfer, nowMs);
    else if (this.#channels.length < this.#maxConnections) this.#open(transfer, nowMs);
    else this.#wait(transfer);
  }

  freed(channel: Channel, nowMs: number): void {
    const transfer = this.#nextWaiting();
    if (transfer === null) this.#idle.push(channel);
    else this.#carry(channel, transfer, nowMs);
  }

  lost(channel: Channel, nowMs: number): void {
    remove(this.#channels, channel);
    remove(this.#idle, channel);
    const transfer = this.#nextWaiting();
    if (transfer !== null) this.#open(transfer, nowMs);
  }

  repeat(transfer: Transfer): void {
    this.repeats++;
    transfer.next = this.#firstWaiting;
    this.#firstWaiting = transfer;
    this.#lastWaiting ??= transfer;
  }

  /** Ends every connection and returns the transfers that were on their way or waiting. */
  close(): Transfer[] {
    const cut: Transfer[] = [];
    for (const channel of this.#channels) {
      if (channel.transfer !== null) cut.push(channel.transfer);
      channel.destroy();
    }
    this.#channels.length = 0;
    this.#idle.length = 0;
    for (let waiting = this.#nextWaiting(); waiting !== null; waiting = this.#nextWaiting()) cut.push(waiting);
    return cut;
  }

  #carry(channel: Channel, transfer: Transfer, nowMs: number): void {
    transfer.takeUp(nowMs);
    channel.carry(transfer);
  }

  #open(transfer: Transfer, nowMs: number): void {
    transfer.takeUp(nowMs);
    this.#channels.push(new Channel(this.origin, this.#settings, this, transfer, nowMs));
  }

  #takeIdle(nowMs: number): Channel | undefined {
    for (;;) {
      const channel = this.#idle.pop();
      if (channel === undefined || channel.isUsable(nowMs)) return channel;
      remove(this.#channels, channel);
      channel.destroy();
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

function remove(channels: Channel[], channel: Channel): void {
  const index = channels.indexOf(channel);
  if (index >= 0) channels.splice(index, 1);
}
