import type { KV } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/transport-node";
import { type Clock, sleep } from "../../ground/index.ts";
import { graceMs } from "./lease-times.ts";
import { decode, encode, type LeaseRecord } from "./wire.ts";

interface SeenLease {
  revision: number;
  /** When the coordinator saw this revision, by its own clock. */
  seenMs: number;
}

const judgeEveryMs = 250;

/**
 * The coordinator's side of all leases: says which machine lost its lease. A lease is over when no renewal was seen for
 * its grace and the coordinator was first to change the key; a machine that was faster keeps it.
 */
export class LeaseWatch {
  readonly #bucket: KV;
  readonly #clock: Clock;
  readonly #lost: (incarnation: string) => void;
  readonly #over = new AbortController();
  readonly #seen = new Map<string, SeenLease>();

  constructor(bucket: KV, clock: Clock, lost: (incarnation: string) => void) {
    this.#bucket = bucket;
    this.#clock = clock;
    this.#lost = lost;
  }

  async begin(connection: NatsConnection): Promise<void> {
    const entries = await this.#bucket.watch({ key: "lease.>" });
    this.#over.signal.addEventListener("abort", () => entries.stop());
    void this.#follow(entries);
    void this.#followConnection(connection);
    void this.#judgeAll();
  }

  /** The machine left of its own accord: its lease needs no watching any more. */
  forget(incarnation: string): void {
    this.#seen.delete(incarnation);
  }

  end(): void {
    this.#over.abort();
  }

  async #follow(entries: AsyncIterable<{ value: Uint8Array; revision: number; operation: string }>): Promise<void> {
    for await (const { value, revision, operation } of entries) {
      if (operation !== "PUT") continue;
      const { incarnation, isRevoked } = decode(value) as LeaseRecord;
      if (isRevoked) this.#gone(incarnation);
      else this.#seen.set(incarnation, { revision, seenMs: this.#clock.now() });
    }
  }

  /** Nobody could be heard while the server was away: everybody gets the whole grace again. */
  async #followConnection(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type !== "reconnect") continue;
      for (const lease of this.#seen.values()) lease.seenMs = this.#clock.now();
    }
  }

  async #judgeAll(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const nowMs = this.#clock.now();
      const due = [...this.#seen].filter(([, { seenMs }]) => nowMs - seenMs >= graceMs);
      await Promise.all(due.map(([incarnation, lease]) => this.#revoke(incarnation, lease)));
      await sleep(this.#clock, judgeEveryMs, this.#over.signal);
    }
  }

  async #revoke(incarnation: string, lease: SeenLease): Promise<void> {
    const record: LeaseRecord = { incarnation, beat: 0, isRevoked: true };
    try {
      await this.#bucket.update(`lease.${incarnation}`, encode(record), lease.revision, graceMs);
    } catch {
      // The server is away, or the machine was faster: the watch will say.
      return;
    }
    this.#gone(incarnation);
  }

  /** Also of a lease that was revoked before this watch began. */
  #gone(incarnation: string): void {
    this.#seen.delete(incarnation);
    this.#lost(incarnation);
  }
}
