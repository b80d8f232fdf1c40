import { pickupDataset } from "../dataset/index.ts";
import { BatchSender, credentialsFor, dynamodbClient } from "../dynamodb/index.ts";
import { type ErrorRecord, errorRecordOf, RandomStream, Rest, seedKeyOf } from "../ground/index.ts";
import type { Job, JobContext, JobFactory } from "../swarm/index.ts";
import { itemWriter } from "./item-writer.ts";
import { Pacing } from "./rate/pacing.ts";
import type { RateLimits } from "./rate/rate-governor.ts";
import type { RangeState } from "./resume/range-state.ts";
import type { SeedInput } from "./seed-job.ts";
import { type SeedReport, SeedTally } from "./seed-report.ts";
import type { BatchWriter } from "./write/batch-writer.ts";
import { ItemSource } from "./write/item-source.ts";
import { RequestEncoder } from "./write/request-encoder.ts";

/** A part of a seeding and what of it is not done. */
export interface SeedPart {
  readonly part: number;
  readonly ranges: readonly RangeState[];
}

/** What one of several machines writes, part after part, and how fast. */
export interface SpreadShare {
  readonly parts: readonly SeedPart[];
  readonly rate: RateLimits;
}

/** What a worker counted, and how far every part is that it works on or has given up since its last report. */
export type SpreadReport = Omit<SeedReport, "worker" | "ranges"> & { readonly parts: readonly SeedPart[] };

/** What batches in flight may take when their part goes to another machine. */
const releaseGraceMs = 5000;

/** Puts or deletes the items of parts that come and go. It ends when it is stopped, or after a minute without a part. */
export const spreadSeedJob: JobFactory<SeedInput, SpreadShare, SpreadReport> = async (context) =>
  new SpreadSeedJob(context);

interface Work {
  readonly part: number;
  readonly source: ItemSource;
  readonly writer: BatchWriter;
}

class SpreadSeedJob implements Job<SpreadShare, SpreadReport> {
  readonly #context: JobContext<SeedInput, SpreadShare>;
  readonly #client;
  readonly #sender: BatchSender;
  readonly #dataset;
  readonly #encoder: RequestEncoder;
  readonly #pacing: Pacing;
  readonly #random: () => number;
  readonly #tally = new SeedTally();
  /** Of every part that is held, what is not done; of the one being worked on, what was not when it was begun. */
  readonly #left = new Map<number, readonly RangeState[]>();
  /** Given up since the last report. */
  readonly #released = new Map<number, readonly RangeState[]>();
  #reported = Promise.withResolvers<void>();
  #work: Work | null = null;
  #workEnded: Promise<void> = Promise.resolve();
  readonly #rest: Rest;
  #isStopped = false;
  #isSuspended = false;
  #fatal: ErrorRecord | null = null;

  constructor(context: JobContext<SeedInput, SpreadShare>) {
    const { input, share, worker, clock } = context;
    const jitter = new RandomStream(seedKeyOf("seeding: jitter"), worker);
    this.#context = context;
    this.#rest = new Rest(clock);
    this.#random = () => jitter.next();
    this.#client = dynamodbClient(input.target, credentialsFor(input.target), clock, this.#random);
    this.#sender = new BatchSender(this.#client);
    this.#dataset = pickupDataset(input.config);
    this.#encoder = new RequestEncoder(this.#dataset, input.action, input.ttlSeconds);
    this.#pacing = new Pacing(input.limits, share.rate, input.concurrency, clock.now());
    for (const { part, ranges } of share.parts) this.#left.set(part, ranges);
  }

  async run(): Promise<void> {
    try {
      while (!this.#isStopped) {
        const part = this.#nextPart();
        if (part !== undefined) await this.#writePart(part);
        else if (!(await this.#rest.untilWoken())) this.stop(0);
      }
    } catch (error) {
      this.#fatal = errorRecordOf(error);
    } finally {
      this.#client.close();
    }
  }

  stop(graceMs: number): void {
    this.#isStopped = true;
    this.#work?.writer.stop(graceMs);
    this.#rest.wake();
  }

  suspend(): void {
    this.#isSuspended = true;
    this.#work?.writer.stop(0);
  }

  resume(): void {
    this.#isSuspended = false;
    this.#rest.wake();
  }

  /** Resolves when it was reported how far the parts are that are not held any more: their next holder begins there. */
  async retarget({ parts, rate }: SpreadShare): Promise<void> {
    this.#pacing.limitTo(rate, this.#context.clock.now());
    const held = new Set(parts.map(({ part }) => part));
    const given = [...this.#left.keys()].filter((part) => !held.has(part));
    for (const { part, ranges } of parts) if (!this.#left.has(part)) this.#left.set(part, ranges);
    if (given.length > 0) await this.#release(given);
    this.#rest.wake();
  }

  report(): SpreadReport {
    const parts = [...this.#left, ...this.#released].map(([part, ranges]) => ({
      part,
      ranges: this.#stateOf(part, ranges),
    }));
    this.#released.clear();
    this.#reported.resolve();
    this.#reported = Promise.withResolvers();
    return { ...this.#tally.take(), unitsPerSecond: this.#pacing.unitsPerSecond, parts, fatal: this.#fatal };
  }

  #nextPart(): number | undefined {
    if (this.#isSuspended) return undefined;
    for (const [part, ranges] of this.#left) if (ranges.length > 0) return part;
    return undefined;
  }

  async #writePart(part: number): Promise<void> {
    const work = (this.#work = this.#workOn(part, this.#left.get(part)!));
    const ended = Promise.withResolvers<void>();
    this.#workEnded = ended.promise;
    try {
      await work.writer.run();
    } finally {
      this.#left.set(part, work.source.states());
      this.#work = null;
      ended.resolve();
    }
  }

  #workOn(part: number, ranges: readonly RangeState[]): Work {
    const { input, clock } = this.#context;
    const source = new ItemSource(this.#dataset, ranges);
    const writer = itemWriter({
      input,
      source,
      encoder: this.#encoder,
      sender: this.#sender,
      pacing: this.#pacing,
      tally: this.#tally,
      clock,
      random: this.#random,
    });
    return { part, source, writer };
  }

  async #release(given: readonly number[]): Promise<void> {
    if (this.#work !== null && given.includes(this.#work.part)) {
      this.#work.writer.stop(releaseGraceMs);
      await this.#workEnded;
    }
    for (const part of given) {
      this.#released.set(part, this.#left.get(part)!);
      this.#left.delete(part);
    }
    await this.#reported.promise;
  }

  #stateOf(part: number, ranges: readonly RangeState[]): readonly RangeState[] {
    return this.#work?.part === part ? this.#work.source.states() : ranges;
  }
}
