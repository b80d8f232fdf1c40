import { DynamodbError } from "../dynamodb/index.ts";
import { type Clock, fullJitterMs, sleep, type Timer } from "../ground/index.ts";
import type { BatchFiller } from "./batch-filler.ts";
import type { RetryReason, SeedTally } from "./seed-report.ts";
import type { ItemEntry } from "./write-entries.ts";

/** So often an item is sent before it is given up: about half a minute of waiting in the middle. */
const maxAttempts = 12;
const baseDelayMs = 50;
const unprocessedCapMs = 5_000;
const failureCapMs = 20_000;
/** What other batches may still take when one has met a fatal error. */
const fatalGraceMs = 1_000;

export interface BatchWriterOptions {
  readonly filler: BatchFiller<ItemEntry>;
  /** Sends one batch and gives the entries that DynamoDB left undone; throws DynamodbError when it did none. */
  readonly send: (batch: readonly ItemEntry[]) => Promise<readonly ItemEntry[]>;
  /** Called for each entry that DynamoDB has done. */
  readonly acknowledge: (entry: ItemEntry) => void;
  readonly tally: SeedTally;
  readonly concurrency: number;
  readonly maxExceptions: number;
  readonly logBatches: boolean;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * Writes everything the filler has, several batches at a time. What DynamoDB leaves undone waits and goes into later
 * batches; the lane that met a throttle waits as long, so that a slow table is not flooded with fresh items.
 */
export class BatchWriter {
  readonly #options: BatchWriterOptions;
  readonly #stopping = new AbortController();
  readonly #overdue = Promise.withResolvers<void>();
  #grace: Timer | undefined;
  #exceptions = 0;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
  }

  /** Settles when all is written or given up, or after {@link stop}; throws what makes all further writing pointless. */
  async run(): Promise<void> {
    const lanes = Array.from({ length: this.#options.concurrency }, () => this.#lane());
    try {
      await Promise.race([Promise.all(lanes), this.#overdue.promise]);
    } catch (error) {
      this.stop(fatalGraceMs);
      await Promise.race([Promise.allSettled(lanes), this.#overdue.promise]);
      throw error;
    } finally {
      this.#grace?.cancel();
    }
  }

  /** Sends nothing new; batches in flight may take `graceMs` more. */
  stop(graceMs: number): void {
    this.#stopping.abort();
    this.#grace?.cancel();
    this.#grace = this.#options.clock.after(graceMs, () => this.#overdue.resolve());
  }

  async #lane(): Promise<void> {
    const { filler, clock } = this.#options;
    while (!this.#stopping.signal.aborted) {
      const batch = filler.take(clock.now());
      const dueMs = filler.nextDueMs();
      if (batch.length > 0) await this.#write(batch);
      else if (dueMs === undefined) return; // what other lanes have in flight, they bring to its end themselves
      else await this.#rest(dueMs - clock.now());
    }
  }

  async #write(batch: readonly ItemEntry[]): Promise<void> {
    const { send, tally, acknowledge, clock, logBatches } = this.#options;
    const sentMs = clock.now();
    for (const entry of batch) entry.attempts++;
    try {
      const undone = new Set(await send(batch));
      for (const entry of batch) if (!undone.has(entry)) acknowledge(entry);
      if (logBatches) {
        const latencyMs = Math.round((clock.now() - sentMs) * 10) / 10;
        tally.batch({ timeMs: clock.wallNow(), items: batch.length, unprocessed: undone.size, latencyMs });
      }
      if (undone.size > 0) await this.#retry([...undone], "unprocessed", "DynamoDB left them undone", unprocessedCapMs);
    } catch (error) {
      if (!(error instanceof DynamodbError) || error.fatal) throw error;
      await this.#recover(batch, error);
    }
  }

  async #recover(batch: readonly ItemEntry[], error: DynamodbError): Promise<void> {
    const { kind } = error;
    const retried = kind === "throttled" || kind === "server" || kind === "network";
    this.#report(batch, error.code, error.message, retried);
    if (retried) await this.#retry(batch, kind, error.message, failureCapMs);
  }

  async #retry(entries: readonly ItemEntry[], reason: RetryReason, why: string, capMs: number): Promise<void> {
    const { filler, tally, clock, random } = this.#options;
    const exhausted = entries.filter((entry) => entry.attempts >= maxAttempts);
    if (exhausted.length > 0) {
      this.#report(exhausted, "PICKUP_SEEDING_GIVEN_UP", `given up after ${maxAttempts} attempts: ${why}`, false);
    }
    const again = entries.filter((entry) => entry.attempts < maxAttempts);
    const delayMs = fullJitterMs(Math.max(...entries.map((entry) => entry.attempts)), baseDelayMs, capMs, random);
    tally.retried(reason, again.length);
    filler.defer(again, clock.now() + delayMs);
    await this.#rest(delayMs);
  }

  #report(entries: readonly ItemEntry[], code: string, message: string, retried: boolean): void {
    const { tally, clock, maxExceptions } = this.#options;
    tally.failed({ timeMs: clock.wallNow(), code, message, items: entries.length, retried });
    if (!retried && ++this.#exceptions >= maxExceptions) this.#stopping.abort();
  }

  #rest(delayMs: number): Promise<void> {
    return sleep(this.#options.clock, delayMs, this.#stopping.signal);
  }
}
