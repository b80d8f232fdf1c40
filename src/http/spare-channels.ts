import type { Channel, ChannelOwner } from "./channel.ts";

/**
 * Idle connections of clients that are gone, for those that come after them: a pass over many users would else open one
 * for each. Share one object among clients that are alike in everything but whose they are.
 */
export class SpareChannels implements ChannelOwner {
  readonly #byOrigin = new Map<string, Channel[]>();
  #isClosed = false;

  /** Takes over an idle channel to an origin. */
  give(origin: string, channel: Channel): void {
    if (this.#isClosed) return channel.destroy();
    channel.owner = this;
    const spares = this.#byOrigin.get(origin);
    if (spares === undefined) this.#byOrigin.set(origin, [channel]);
    else spares.push(channel);
  }

  /** The channel to an origin that was given last, for another owner; null: there is none. */
  take(origin: string, owner: ChannelOwner, nowMs: number): Channel | null {
    const spares = this.#byOrigin.get(origin) ?? [];
    for (let channel = spares.pop(); channel !== undefined; channel = spares.pop()) {
      if (!channel.isUsable(nowMs)) channel.destroy();
      else {
        channel.owner = owner;
        channel.nextIdle = null;
        return channel;
      }
    }
    return null;
  }

  /** Ends all, and those that are given later. */
  close(): void {
    this.#isClosed = true;
    for (const channel of [...this.#byOrigin.values()].flat()) channel.destroy();
    this.#byOrigin.clear();
  }

  lost(channel: Channel): void {
    for (const spares of this.#byOrigin.values()) {
      const place = spares.indexOf(channel);
      if (place >= 0) spares.splice(place, 1);
    }
  }

  // A spare channel carries nothing that could come to an end or be repeated.
  freed(): void {}
  repeat(): void {}
}
