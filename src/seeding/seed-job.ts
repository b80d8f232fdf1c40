import { type Config, pickupDataset } from "../dataset/index.ts";
import {
  BatchSender,
  credentialsFor,
  type DynamodbClient,
  dynamodbClient,
  type NamedTarget,
} from "../dynamodb/index.ts";
import { type ErrorRecord, errorRecordOf, RandomStream, seedKeyOf } from "../ground/index.ts";
import type { Job, JobContext, JobFactory } from "../swarm/index.ts";
import { itemWriter } from "./item-writer.ts";
import { Pacing, type ShownLimits } from "./rate/pacing.ts";
import type { RateLimits } from "./rate/rate-governor.ts";
import { CheckpointPart, type PartPlace } from "./resume/checkpoint-part.ts";
import type { RangeState } from "./resume/range-state.ts";
import { type SeedReport, SeedTally } from "./seed-report.ts";
import type { BatchWriter } from "./write/batch-writer.ts";
import { ItemSource } from "./write/item-source.ts";
import { RequestEncoder, type WriteAction } from "./write/request-encoder.ts";

/** What every seeding worker is told. */
export interface SeedInput {
  readonly target: NamedTarget;
  readonly config: Config;
  readonly action: WriteAction;
  /** The `ttl` of every item, seconds since 1970. */
  readonly ttlSeconds: number;
  readonly limits: ShownLimits;
  /** Most batches in flight at once in each worker. */
  readonly concurrency: number;
  readonly maxExceptions: number;
  readonly logBatches: boolean;
}

/** What one worker writes, how fast, and where it keeps how far it is. */
export interface SeedShare {
  readonly ranges: readonly RangeState[];
  readonly rate: RateLimits;
  readonly part: PartPlace;
}

/** Puts or deletes the items of a share of the users. A fatal error is reported, so that what was done is not lost. */
export const seedJob: JobFactory<SeedInput, SeedShare, SeedReport> = async (context) => {
  const { input, worker, clock } = context;
  const jitter = new RandomStream(seedKeyOf("seeding: jitter"), worker);
  const random = () => jitter.next();
  const client = dynamodbClient(input.target, credentialsFor(input.target), clock, random);
  return new SeedJob(context, client, random);
};

class SeedJob implements Job<SeedShare, SeedReport> {
  readonly #worker: number;
  readonly #client: DynamodbClient;
  readonly #source: ItemSource;
  readonly #pacing: Pacing;
  readonly #tally = new SeedTally();
  readonly #writer: BatchWriter;
  readonly #part: CheckpointPart;
  #fatal: ErrorRecord | null = null;

  constructor(
    { input, share, worker, clock }: JobContext<SeedInput, SeedShare>,
    client: DynamodbClient,
    random: () => number,
  ) {
    const { config, action, ttlSeconds, limits, concurrency } = input;
    const dataset = pickupDataset(config);
    const encoder = new RequestEncoder(dataset, action, ttlSeconds);
    const sender = new BatchSender(client);
    const source = new ItemSource(dataset, share.ranges);
    const tally = this.#tally;
    this.#worker = worker;
    this.#client = client;
    this.#source = source;
    this.#pacing = new Pacing(limits, share.rate, concurrency, clock.now());
    this.#part = new CheckpointPart(share.part, clock, () => ({
      ranges: source.states(),
      written: tally.totalWritten,
      dead: tally.allDead,
      unitsPerSecond: this.#pacing.unitsPerSecond,
    }));
    const pacing = this.#pacing;
    this.#writer = itemWriter({ input, source, encoder, sender, pacing, tally, clock, random });
  }

  async run(): Promise<void> {
    try {
      this.#part.begin();
      await this.#writer.run();
    } catch (error) {
      this.#fatal = errorRecordOf(error);
    } finally {
      this.#part.end();
      this.#client.close();
    }
  }

  stop(graceMs: number): void {
    this.#writer.stop(graceMs);
  }

  report(): SeedReport {
    return {
      worker: this.#worker,
      ...this.#tally.take(),
      unitsPerSecond: this.#pacing.unitsPerSecond,
      ranges: this.#source.states(),
      fatal: this.#fatal,
    };
  }
}
