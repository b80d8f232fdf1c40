import { type Config, pickupDataset } from "../dataset/index.ts";
import {
  batchWrite,
  credentialsFor,
  type DynamodbClient,
  dynamodbClient,
  maxBatchSize,
  type NamedTarget,
} from "../dynamodb/index.ts";
import { type Clock, type ErrorRecord, errorRecordOf, RandomStream, seedKeyOf } from "../ground/index.ts";
import type { Job, JobFactory } from "../swarm/index.ts";
import { BatchFiller } from "./batch-filler.ts";
import { BatchWriter } from "./batch-writer.ts";
import { type SeedReport, SeedTally } from "./seed-report.ts";
import type { UserRange } from "./user-ranges.ts";
import { UserProgress } from "./user-progress.ts";
import { entriesOf, keyOfRequest, type WriteAction } from "./write-entries.ts";

/** What every seeding worker is told. */
export interface SeedInput {
  readonly target: NamedTarget;
  readonly config: Config;
  readonly action: WriteAction;
  /** The `ttl` of every item, seconds since 1970. */
  readonly ttlSeconds: number;
  /** Batches in flight at once in each worker. */
  readonly concurrency: number;
  readonly maxExceptions: number;
  readonly logBatches: boolean;
}

/** The users whose items one worker writes. */
export interface SeedShare {
  readonly ranges: readonly UserRange[];
}

/** Puts or deletes the items of a share of the users. A fatal error is reported, so that what was done is not lost. */
export const seedJob: JobFactory<SeedInput, SeedShare, SeedReport> = async ({ input, share, worker, clock }) => {
  const jitter = new RandomStream(seedKeyOf("seeding: jitter"), worker);
  const random = () => jitter.next();
  const client = dynamodbClient(input.target, credentialsFor(input.target), clock, random);
  return new SeedJob(input, share, worker, client, clock, random);
};

class SeedJob implements Job<SeedShare, SeedReport> {
  readonly #worker: number;
  readonly #client: DynamodbClient;
  readonly #progress: UserProgress;
  readonly #tally = new SeedTally();
  readonly #writer: BatchWriter;
  #reportedItems = 0;
  #fatal: ErrorRecord | null = null;

  constructor(
    input: SeedInput,
    share: SeedShare,
    worker: number,
    client: DynamodbClient,
    clock: Clock,
    random: () => number,
  ) {
    this.#worker = worker;
    this.#client = client;
    this.#progress = new UserProgress(share.ranges);
    const entries = entriesOf(pickupDataset(input.config), this.#progress, input.action, input.ttlSeconds);
    this.#writer = new BatchWriter({
      filler: new BatchFiller(entries, Math.min(input.config.batch_size ?? maxBatchSize, maxBatchSize)),
      send: (batch) => batchWrite(client, batch, keyOfRequest),
      acknowledge: ({ user }) => {
        this.#tally.acknowledged();
        this.#progress.acknowledge(user);
      },
      tally: this.#tally,
      concurrency: input.concurrency,
      maxExceptions: input.maxExceptions,
      logBatches: input.logBatches,
      clock,
      random,
    });
  }

  async run(): Promise<void> {
    try {
      await this.#writer.run();
    } catch (error) {
      this.#fatal = errorRecordOf(error);
    } finally {
      this.#client.close();
    }
  }

  stop(graceMs: number): void {
    this.#writer.stop(graceMs);
  }

  report(): SeedReport {
    const { completedItems } = this.#progress;
    const completedSince = completedItems - this.#reportedItems;
    this.#reportedItems = completedItems;
    return {
      worker: this.#worker,
      ...this.#tally.take(),
      completedItems: completedSince,
      remaining: this.#progress.remaining(),
      fatal: this.#fatal,
    };
  }
}
