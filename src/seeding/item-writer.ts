import { type BatchSender, maxBatchSize } from "../dynamodb/index.ts";
import type { Clock } from "../ground/index.ts";
import type { Pacing } from "./rate/pacing.ts";
import type { SeedInput } from "./seed-job.ts";
import type { SeedTally } from "./seed-report.ts";
import { BatchBuilder } from "./write/batch-builder.ts";
import { BatchWriter } from "./write/batch-writer.ts";
import type { ItemSource } from "./write/item-source.ts";
import type { RequestEncoder } from "./write/request-encoder.ts";

export interface ItemWriterParts {
  readonly input: SeedInput;
  readonly source: ItemSource;
  readonly encoder: RequestEncoder;
  readonly sender: BatchSender;
  readonly pacing: Pacing;
  readonly tally: SeedTally;
  readonly clock: Clock;
  readonly random: () => number;
}

/** A writer of what a source holds, in batches as large as the config of the seeding wants them. */
export function itemWriter({ input, sender, ...parts }: ItemWriterParts): BatchWriter {
  const { source, encoder } = parts;
  const { config, maxExceptions, logBatches } = input;
  const builder = new BatchBuilder({
    source,
    encoder,
    newBody: () => sender.begin(),
    size: Math.min(config.batch_size ?? maxBatchSize, maxBatchSize),
    refuse: (entry, problem) => writer.refuse(entry, problem),
  });
  const writer: BatchWriter = new BatchWriter({
    ...parts,
    builder,
    send: (body) => sender.send(body),
    maxExceptions,
    logBatches,
  });
  return writer;
}
