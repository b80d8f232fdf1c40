import { JetStreamApiError } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import { type Clock, sleep } from "../../ground/index.ts";
import type { SharedLease } from "../shared-lease.ts";
import { lastsMs, renewEveryMs } from "./lease-times.ts";
import { decode, encode, type LeaseRecord } from "./wire.ts";

export interface LeaseListener {
  /** The lease ran out; it may come back. */
  lapsed(): void;
  /** The lease is good again. */
  renewed(): void;
  /** Somebody else decided about it: it will not come back. */
  revoked(): void;
}

const wrongRevision = 10_071;
const renewTimeoutMs = 1000;

/** The holder's side of a lease: renews it by compare-and-set and says when it is no longer good. */
export class LeaseKeeper {
  readonly #bucket: KV;
  readonly #incarnation: string;
  readonly #lease: SharedLease;
  readonly #clock: Clock;
  readonly #listener: LeaseListener;
  readonly #over = new AbortController();
  /** When each renewal was sent that may be the one in the bucket. */
  readonly #sentMs = new Map<number, number>();
  #beat = 0;
  #revision = 0;
  #isGood = true;

  constructor(bucket: KV, incarnation: string, lease: SharedLease, clock: Clock, listener: LeaseListener) {
    this.#bucket = bucket;
    this.#incarnation = incarnation;
    this.#lease = lease;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Takes the lease and keeps renewing it until {@link end} or until it is revoked. */
  async begin(): Promise<void> {
    const sentMs = this.#clock.now();
    this.#revision = await this.#bucket.create(this.#key, encode(this.#record(0)));
    this.#lease.extend(sentMs + lastsMs);
    void this.#keep();
    void this.#watchTime();
  }

  /** Lets go: the lease is not good for anything from now on. */
  end(): void {
    this.#over.abort();
    this.#lease.extend(0);
  }

  get #key(): string {
    return `lease.${this.#incarnation}`;
  }

  #record(beat: number): LeaseRecord {
    return { incarnation: this.#incarnation, beat, isRevoked: false };
  }

  async #keep(): Promise<void> {
    for (;;) {
      await sleep(this.#clock, this.#isGood ? renewEveryMs : renewEveryMs / 4, this.#over.signal);
      if (this.#over.signal.aborted) return;
      await this.#renew().catch((error: unknown) => this.#settle(error));
    }
  }

  async #renew(): Promise<void> {
    const beat = ++this.#beat;
    this.#sentMs.set(beat, this.#clock.now());
    this.#revision = await this.#bucket.update(this.#key, encode(this.#record(beat)), this.#revision, renewTimeoutMs);
    this.#acknowledged(beat);
  }

  /** A renewal whose acknowledgement was lost moved the revision: then the bucket holds one of our own. */
  async #settle(error: unknown): Promise<void> {
    if (!(error instanceof JetStreamApiError) || error.code !== wrongRevision) return;
    const entry = await this.#bucket.get(this.#key).catch(() => undefined);
    if (entry === undefined || this.#over.signal.aborted) return;
    const held = entry === null || entry.operation !== "PUT" ? null : (decode(entry.value) as LeaseRecord);
    if (held === null || held.isRevoked) return this.#revoked();
    this.#revision = entry!.revision;
    this.#acknowledged(held.beat);
  }

  #acknowledged(beat: number): void {
    if (this.#over.signal.aborted) return;
    const sentMs = this.#sentMs.get(beat);
    for (const earlier of this.#sentMs.keys()) if (earlier <= beat) this.#sentMs.delete(earlier);
    if (sentMs === undefined || sentMs + lastsMs <= this.#clock.now()) return;
    this.#lease.extend(Math.max(this.#lease.untilMs, sentMs + lastsMs));
    if (this.#isGood) return;
    this.#isGood = true;
    this.#listener.renewed();
  }

  async #watchTime(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const leftMs = this.#lease.untilMs - this.#clock.now();
      if (leftMs <= 0 && this.#isGood) {
        this.#isGood = false;
        this.#listener.lapsed();
      }
      await sleep(this.#clock, Math.max(50, Math.min(leftMs, renewEveryMs)), this.#over.signal);
    }
  }

  #revoked(): void {
    this.end();
    this.#listener.revoked();
  }
}
