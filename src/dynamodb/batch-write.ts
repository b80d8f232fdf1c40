import { ByteWriter } from "../ground/index.ts";
import type { AttributeMap } from "./attributes.ts";
import { type DynamodbClient, parsed } from "./client.ts";

/** DynamoDB takes at most so many requests in a batch. */
export const maxBatchSize = 25;

/** A put or a delete. */
export type WriteRequest =
  | { readonly PutRequest: { readonly Item: AttributeMap } }
  | { readonly DeleteRequest: { readonly Key: AttributeMap } };

/** What a batch took from a table, in write units. */
export interface ConsumedUnits {
  /** With those of all indexes: what is paid for. */
  readonly total: number;
  /** Of the table's own throughput, which local secondary indexes share. */
  readonly table: number;
  /** Of the throughput of each global secondary index. */
  readonly indexes: { readonly [index: string]: number };
}

export interface BatchAnswer {
  /** What DynamoDB left undone. */
  readonly undone: readonly WriteRequest[];
  /** Null where the DynamoDB does not say. */
  readonly consumed: ConsumedUnits | null;
}

const end = Buffer.from("]}}");

/** Sends batches to the table of a client, without retries. */
export class BatchSender {
  readonly #client: DynamodbClient;
  readonly #head: Buffer;
  /** Bodies that were sent, to be used again. */
  readonly #spare: ByteWriter[] = [];
  /** Nearly all answers are equal: nothing undone, the usual units. */
  #lastBody: Buffer = Buffer.alloc(0);
  #last: BatchAnswer = { undone: [], consumed: null };

  constructor(client: DynamodbClient) {
    this.#client = client;
    this.#head = Buffer.from(`{"ReturnConsumedCapacity":"INDEXES","RequestItems":{${JSON.stringify(client.table)}:[`);
  }

  /** A body for up to 25 {@link WriteRequest} with different keys, as JSON joined by commas. */
  begin(): ByteWriter {
    const body = this.#spare.pop() ?? new ByteWriter();
    body.truncate(0);
    body.bytes(this.#head);
    return body;
  }

  /** Sends a body that was begun here; it must not be touched afterwards. Throws DynamodbError when none was done. */
  async send(body: ByteWriter): Promise<BatchAnswer> {
    body.bytes(end);
    try {
      return this.#read(await this.#client.send("BatchWriteItem", body.written()));
    } finally {
      this.#spare.push(body);
    }
  }

  #read(answer: Buffer): BatchAnswer {
    if (!answer.equals(this.#lastBody)) {
      this.#last = answerOf(parsed(answer) as SentAnswer, this.#client.table);
      this.#lastBody = answer;
    }
    return this.#last;
  }
}

interface Units {
  readonly CapacityUnits?: number;
}

type UnitsByName = { readonly [name: string]: Units };

interface SentAnswer {
  readonly UnprocessedItems?: { readonly [table: string]: readonly WriteRequest[] };
  readonly ConsumedCapacity?: readonly (Units & {
    readonly Table?: Units;
    readonly LocalSecondaryIndexes?: UnitsByName;
    readonly GlobalSecondaryIndexes?: UnitsByName;
  })[];
}

function answerOf({ UnprocessedItems, ConsumedCapacity }: SentAnswer, table: string): BatchAnswer {
  return { undone: UnprocessedItems?.[table] ?? [], consumed: consumedOf(ConsumedCapacity?.[0]) };
}

function consumedOf(capacity: NonNullable<SentAnswer["ConsumedCapacity"]>[number] | undefined): ConsumedUnits | null {
  if (capacity?.CapacityUnits === undefined) return null;
  const { CapacityUnits: total, Table, LocalSecondaryIndexes = {}, GlobalSecondaryIndexes = {} } = capacity;
  const local = Object.values(LocalSecondaryIndexes).reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  const indexes = Object.entries(GlobalSecondaryIndexes).map(([name, { CapacityUnits = 0 }]) => [name, CapacityUnits]);
  const own = Table?.CapacityUnits;
  return { total, table: own === undefined ? total : own + local, indexes: Object.fromEntries(indexes) };
}
