import { type BatchAnswer, DynamodbError } from "../../dynamodb/index.ts";
import { type ByteWriter, type Clock, fullJitterMs, type Timer } from "../../ground/index.ts";
import { KeyPace } from "../rate/key-pace.ts";
import type { Pacing } from "../rate/pacing.ts";
import type { RetryReason, SeedTally } from "../seed-report.ts";
import type { Batch, BatchBuilder } from "./batch-builder.ts";
import type { Entry, ItemSource } from "./item-source.ts";
import { hotUsersOf, type Refusal, refusalOf, refusalOfPart } from "./refusal.ts";
import { identityOfRequest, type RequestEncoder } from "./request-encoder.ts";

/** So often an item is sent before it is given up: about a minute of waiting in the middle. */
const maxAttempts = 12;
const baseDelayMs = 50;
const unprocessedCapMs = 5_000;
const failureCapMs = 20_000;
/** What other batches may still take when one has met a fatal error. */
const fatalGraceMs = 1_000;
/** While nothing gets through, that is no fault of the items: they are not given up. */
const silenceMs = 5_000;
/** When nothing at all got through for so long, the service is called unreachable rather than its items dead. */
const outageMs = 60_000;

export interface BatchWriterOptions {
  readonly source: ItemSource;
  readonly builder: BatchBuilder;
  readonly encoder: RequestEncoder;
  readonly pacing: Pacing;
  /** Sends a batch once; throws DynamodbError when none of it was done. */
  readonly send: (body: ByteWriter) => Promise<BatchAnswer>;
  readonly tally: SeedTally;
  readonly maxExceptions: number;
  readonly logBatches: boolean;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * Writes everything its source has: sends batches as fast as the pacing lets it, and brings what DynamoDB leaves undone
 * back into later ones. An item ends acknowledged, as a dead letter, or still to be done.
 */
export class BatchWriter {
  readonly #options: BatchWriterOptions;
  readonly #ended = Promise.withResolvers<void>();
  #inFlight = 0;
  #isStopping = false;
  #wake: (() => void) | undefined;
  #grace: Timer | undefined;
  #fatal: unknown;
  #exceptions = 0;
  #lastAnswerMs: number;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
    this.#lastAnswerMs = options.clock.now();
  }

  /** Settles when all is written or given up, or after {@link stop}; throws what makes all further writing pointless. */
  async run(): Promise<void> {
    this.#lastAnswerMs = this.#options.clock.now();
    while (!this.#isStopping) {
      const waitMs = this.#step();
      if (waitMs === null) break;
      if (waitMs > 0) await this.#pause(waitMs);
    }
    if (this.#inFlight > 0) await this.#ended.promise;
    this.#grace?.cancel();
    if (this.#fatal !== undefined) throw this.#fatal;
  }

  /** Sends nothing new; batches in flight may take `graceMs` more. */
  stop(graceMs: number): void {
    this.#isStopping = true;
    this.#grace?.cancel();
    this.#grace = this.#options.clock.after(graceMs, () => this.#ended.resolve());
    this.#wake?.();
  }

  /** Sends a batch if one may be sent; gives how long to wait for the next, null when all is done. */
  #step(): number | null {
    const { pacing, builder, clock } = this.#options;
    const nowMs = clock.now();
    const waitMs = pacing.waitMs(this.#inFlight, nowMs);
    if (waitMs > 0) return waitMs;
    const batch = builder.take(nowMs);
    if (batch !== null) {
      pacing.sent(batch.units);
      this.#inFlight++;
      void this.#write(batch, nowMs);
      return 0;
    }
    const readyMs = builder.readyMs(nowMs);
    if (readyMs !== undefined) return Math.max(1, readyMs - nowMs);
    return this.#inFlight > 0 ? Infinity : null;
  }

  #pause(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = waitMs === Infinity ? undefined : this.#options.clock.after(waitMs, () => this.#wake?.());
      this.#wake = () => {
        timer?.cancel();
        this.#wake = undefined;
        resolve();
      };
    });
  }

  async #write(batch: Batch, sentMs: number): Promise<void> {
    try {
      const answer = await this.#options.send(batch.body);
      this.#answered(batch, sentMs, answer);
    } catch (error) {
      if (error instanceof DynamodbError && !error.fatal) this.#refused(batch, sentMs, error);
      else this.#die(error);
    }
    this.#inFlight--;
    this.#wake?.();
    if (this.#isStopping && this.#inFlight === 0) this.#ended.resolve();
  }

  #answered(batch: Batch, sentMs: number, { undone, consumed }: BatchAnswer): void {
    const { pacing, tally, source, clock, logBatches } = this.#options;
    const nowMs = (this.#lastAnswerMs = clock.now());
    const latencyMs = nowMs - sentMs;
    const left = undone.length === 0 ? none : this.#entriesOf(batch, undone);
    for (const entry of batch.entries) if (!left.includes(entry)) source.settle(entry);
    const share = left.length / batch.entries.length;
    const accepted = batch.units * (1 - share);
    const refusal = left.length === 0 ? null : refusalOfPart(batch.entries, left, pacing.unitsPerSecond);
    const refused = refusal === null || refusal.scope === "key" ? 0 : batch.units * share;
    tally.answered(latencyMs);
    tally.acknowledged(batch.entries.length - left.length, consumed?.total ?? accepted);
    pacing.answered({ latencyMs, accepted, refused, isAccountLimit: false, consumed }, nowMs);
    if (logBatches) {
      const record = {
        items: batch.entries.length,
        unprocessed: left.length,
        latencyMs: Math.round(latencyMs * 10) / 10,
      };
      tally.batch({ timeMs: clock.wallNow(), ...record });
    }
    if (refusal !== null) this.#throttled(left, refusal, "unprocessed", "DynamoDB left it undone", unprocessedCapMs);
    else for (const { owner } of batch.entries) owner.suspicion = 0;
  }

  #entriesOf(batch: Batch, undone: BatchAnswer["undone"]): readonly Entry[] {
    const { encoder } = this.#options;
    const identities = new Set(undone.map(identityOfRequest));
    return batch.entries.filter((entry) => identities.has(encoder.identityOf(entry)));
  }

  #refused({ entries, units }: Batch, sentMs: number, error: DynamodbError): void {
    const { pacing, clock, builder } = this.#options;
    const nowMs = clock.now();
    if (error.kind === "rejected") {
      if (entries.length > 1) builder.isolate(entries);
      else this.#bury(entries[0]!, error.code, error.message);
    } else if (error.kind === "throttled") {
      const refusal = refusalOf(error);
      this.#lastAnswerMs = nowMs;
      this.#report(entries.length, error.code, error.message, true);
      const isAccountLimit = refusal.scope === "account";
      const refused = refusal.scope === "key" ? 0 : units;
      pacing.answered({ latencyMs: nowMs - sentMs, accepted: 0, refused, isAccountLimit, consumed: null }, nowMs);
      this.#throttled(entries, refusal, "throttled", error.message, failureCapMs);
    } else {
      pacing.failed();
      if (nowMs - this.#lastAnswerMs > outageMs) return this.#die(error);
      this.#report(entries.length, error.code, error.message, true);
      this.#retry(entries, error.kind === "network" ? "network" : "server", error.message, failureCapMs);
    }
  }

  #throttled(entries: readonly Entry[], refusal: Refusal, reason: RetryReason, why: string, capMs: number): void {
    const { tally } = this.#options;
    tally.throttled(refusal.reason, refusal.resource, entries.length);
    const hot = refusal.scope === "key" ? hotUsersOf(entries) : [];
    const parked = hot.length === 0 ? none : entries.filter(({ owner }) => hot.includes(owner));
    for (const owner of hot)
      this.#park(
        owner,
        parked.filter((entry) => entry.owner === owner),
      );
    tally.retried(reason, parked.length);
    const others = parked.length === 0 ? entries : entries.filter((entry) => !parked.includes(entry));
    if (others.length > 0) this.#retry(others, reason, why, capMs);
  }

  /** Holds a hot key back; its items wait at its own pace, without an attempt being counted. */
  #park(owner: Entry["owner"], entries: readonly Entry[]): void {
    const { source, tally, clock, random, encoder } = this.#options;
    const nowMs = clock.now();
    if (owner.pace === null) owner.pace = new KeyPace(nowMs, random);
    else owner.pace.refuse(nowMs, random);
    for (const entry of entries) source.giveBack(entry);
    tally.hot(encoder.partitionOf(owner), entries.length, owner.pace.unitsPerSecond);
  }

  #retry(entries: readonly Entry[], reason: RetryReason, why: string, capMs: number): void {
    const { builder, tally, clock, random } = this.#options;
    const nowMs = clock.now();
    const isSilent = nowMs - this.#lastAnswerMs > silenceMs;
    for (const entry of entries) {
      entry.attempts = Math.min(entry.attempts + 1, isSilent ? maxAttempts - 1 : maxAttempts);
      if (entry.attempts === maxAttempts) {
        this.#bury(entry, "PICKUP_SEEDING_GIVEN_UP", `given up after ${maxAttempts} attempts: ${why}`);
      } else {
        builder.defer(entry, nowMs + fullJitterMs(entry.attempts, baseDelayMs, capMs, random));
        tally.retried(reason, 1);
      }
    }
  }

  /** Gives an item up: it becomes a dead letter. */
  #bury(entry: Entry, code: string, error: string): void {
    const { source, tally } = this.#options;
    source.settle(entry);
    tally.buried({ user: entry.owner.user, record: entry.record, error });
    this.#report(1, code, error, false);
  }

  /** As {@link BatchWriter.#bury}, for an item that was never sent. */
  refuse(entry: Entry, problem: string): void {
    this.#bury(entry, "PICKUP_SEEDING_BAD_ITEM", `not sent: ${problem}`);
  }

  #report(items: number, code: string, message: string, retried: boolean): void {
    const { tally, clock, maxExceptions } = this.#options;
    tally.failed({ timeMs: clock.wallNow(), code, message, items, retried });
    if (!retried && ++this.#exceptions >= maxExceptions) this.stop(fatalGraceMs);
  }

  #die(error: unknown): void {
    if (this.#fatal !== undefined) return;
    this.#fatal = error;
    this.stop(fatalGraceMs);
  }
}

const none: readonly Entry[] = [];
