import { maxBatchSize, type WriteRequest } from "../../dynamodb/index.ts";
import { capacityExceeded } from "./throttling.ts";
import type { RequestDraws } from "./fault-draws.ts";
import type { FaultCounts } from "./fault-counts.ts";
import type { ProxiedAnswer, ProxiedRequest } from "./upstream.ts";
import { jsonAnswer } from "./fault-server.ts";
import { dynamodbJson } from "./throttling.ts";
import type { KnownTable, TableBook } from "./table-book.ts";
import { type PassingWrite, passingWrite } from "./write-request.ts";

interface BatchInput {
  readonly RequestItems?: { readonly [table: string]: readonly WriteRequest[] };
  readonly ReturnConsumedCapacity?: string;
}

interface BatchAnswer {
  readonly UnprocessedItems?: { readonly [table: string]: readonly WriteRequest[] };
}

interface Sorted {
  readonly passing: readonly PassingWrite[];
  readonly refused: readonly PassingWrite[];
  /** Of the first write that the capacity refused. */
  readonly reason: { readonly reason: string; readonly resource: string } | null;
}

export interface BatchPassageOptions {
  readonly tables: TableBook;
  readonly indexes: number;
  readonly counts: FaultCounts;
  readonly wallNow: () => number;
  readonly send: (request: ProxiedRequest) => Promise<ProxiedAnswer>;
}

/** BatchWriteItem through write capacity and lot: what may pass goes on, the rest comes back undone. */
export class BatchPassage {
  readonly #options: BatchPassageOptions;

  constructor(options: BatchPassageOptions) {
    this.#options = options;
  }

  async answer(request: ProxiedRequest, draws: RequestDraws): Promise<ProxiedAnswer> {
    const input = JSON.parse(request.body.toString()) as BatchInput;
    const writes = await this.#writesOf(input, request);
    // What the service behind refuses anyway, it refuses as a whole.
    if (writes === null) return this.#options.send(request);
    const sorted = this.#sort(writes, draws);
    if (sorted.reason !== null && sorted.passing.length === 0) {
      return capacityExceeded(sorted.reason.reason, sorted.reason.resource);
    }
    const body = sorted.refused.length === 0 ? request.body : bodyOf(input, sorted.passing);
    const answer = await this.#options.send({ ...request, body });
    return answer.status === 200 ? this.#merged(input, answer, sorted) : answer;
  }

  readonly #known = new Map<string, KnownTable>();

  async #writesOf({ RequestItems }: BatchInput, request: ProxiedRequest): Promise<PassingWrite[] | null> {
    const writes: PassingWrite[] = [];
    for (const [name, requests] of Object.entries(RequestItems ?? {})) {
      const table = await this.#options.tables.find(name, request);
      if (table === null || !Array.isArray(requests)) return null;
      this.#known.set(name, table);
      for (const write of requests as WriteRequest[]) {
        writes.push(passingWrite(name, write, table.keyNames, this.#options.indexes));
      }
    }
    const isSound = writes.length > 0 && writes.length <= maxBatchSize;
    return isSound && new Set(writes.map(({ key }) => key)).size === writes.length ? writes : null;
  }

  #sort(writes: readonly PassingWrite[], draws: RequestDraws): Sorted {
    const { counts } = this.#options;
    const passing: PassingWrite[] = [];
    const refused: PassingWrite[] = [];
    let reason: Sorted["reason"] = null;
    for (const write of this.#afterLot(writes, draws, refused)) {
      const { arn, capacity } = this.#known.get(write.table)!;
      const why = capacity?.take(write.partitionKey, write.units) ?? null;
      if (why === null) passing.push(write);
      else {
        refused.push(write);
        counts.refusedItems(why, 1);
        reason ??= { reason: why, resource: arn };
      }
    }
    return { passing, refused, reason };
  }

  /** The writes that the lot lets pass: at least one, and not all of several. */
  #afterLot(
    writes: readonly PassingWrite[],
    { isPartlyUnprocessed, stream }: RequestDraws,
    refused: PassingWrite[],
  ): readonly PassingWrite[] {
    if (!isPartlyUnprocessed || writes.length < 2) return writes;
    const first = stream.integer(writes.length);
    const second = (first + 1) % writes.length;
    const kept = writes.filter((_, index) => index === first || (index !== second && stream.next() < 0.5));
    refused.push(...writes.filter((write) => !kept.includes(write)));
    this.#options.counts.fault("partlyUnprocessed");
    this.#options.counts.refusedItems("lot", writes.length - kept.length);
    return kept;
  }

  #merged(input: BatchInput, answer: ProxiedAnswer, { passing, refused }: Sorted): ProxiedAnswer {
    const { UnprocessedItems = {} } = JSON.parse(answer.body.toString()) as BatchAnswer;
    const undone = Object.entries(UnprocessedItems).flatMap(([table, requests]) =>
      requests.map((request) => this.#keyOf(table, request)),
    );
    const done = undone.length === 0 ? passing : passing.filter(({ key }) => !undone.includes(key));
    const { counts, wallNow } = this.#options;
    for (const { action, key, units } of done) counts.write(action, key, units, wallNow());
    const left = [...refused, ...passing.filter((write) => !done.includes(write))];
    const value = { UnprocessedItems: byTable(left), ...consumed(input, done) };
    return { ...jsonAnswer(200, value, dynamodbJson), headers: answer.headers };
  }

  #keyOf(table: string, request: WriteRequest): string {
    return passingWrite(table, request, this.#known.get(table)!.keyNames, 0).key;
  }
}

function bodyOf(input: BatchInput, passing: readonly PassingWrite[]): Buffer {
  return Buffer.from(JSON.stringify({ ...input, RequestItems: byTable(passing) }));
}

function byTable(writes: readonly PassingWrite[]): { [table: string]: WriteRequest[] } {
  const requests: { [table: string]: WriteRequest[] } = {};
  for (const { table, request } of writes) (requests[table] ??= []).push(request);
  return requests;
}

function consumed({ ReturnConsumedCapacity, RequestItems }: BatchInput, done: readonly PassingWrite[]): object {
  if (ReturnConsumedCapacity !== "TOTAL" && ReturnConsumedCapacity !== "INDEXES") return {};
  const capacities = Object.keys(RequestItems ?? {}).map((TableName) => {
    const units = done.filter(({ table }) => table === TableName).reduce((sum, { units }) => sum + units, 0);
    return { TableName, CapacityUnits: units, WriteCapacityUnits: units };
  });
  return { ConsumedCapacity: capacities };
}
