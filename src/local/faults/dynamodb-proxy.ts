import type { AttributeMap, WriteRequest } from "../../dynamodb/index.ts";
import type { Clock } from "../../ground/index.ts";
import type { RunningService } from "../running-service.ts";
import { BatchPassage } from "./batch-passage.ts";
import { damaged, withChecksum } from "./checksum.ts";
import { type DescribedTable, describedTable } from "./described-table.ts";
import { FaultCounts } from "./fault-counts.ts";
import type { RequestDraws } from "./fault-draws.ts";
import type { DynamodbFaults } from "./fault-file.ts";
import { jsonAnswer, startFaultServer } from "./fault-server.ts";
import { KeyRing } from "./key-ring.ts";
import { checkSignature } from "./signature-check.ts";
import { TableBook } from "./table-book.ts";
import { capacityExceeded, drawnThrottling, dynamodbJson, refusal } from "./throttling.ts";
import { type ProxiedAnswer, type ProxiedRequest, Upstream } from "./upstream.ts";
import { passingWrite } from "./write-request.ts";

export interface DynamodbProxyOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly seed: string;
  readonly faults: DynamodbFaults;
  /** The address of the DynamoDB behind; one that checks no signatures. */
  readonly upstream: string;
  readonly clock: Clock;
}

const keyLifeMs = 3_600_000;
const targetPattern = /^DynamoDB_20120810\.(\w+)$/;

/**
 * Starts a proxy that gives an emulator the physics of the real DynamoDB: write units per table and per key, partly
 * done batches, throttling with reasons, checked signatures and expiring keys, and the faults of a network. Keys with
 * a session token are given at `GET /credentials`, as AWS_CONTAINER_CREDENTIALS_FULL_URI expects them. Throws
 * `PICKUP_PORT_UNUSABLE` (exit code 2).
 */
export async function startDynamodbProxy(options: DynamodbProxyOptions): Promise<RunningService> {
  const { port, seed, faults, clock } = options;
  const upstream = new Upstream(options.upstream);
  const counts = new FaultCounts();
  const proxy = new DynamodbProxy(faults, upstream, counts, clock);
  const server = await startFaultServer({
    name: "fault proxy of DynamoDB",
    port,
    seed: `${seed}: dynamodb`,
    faults,
    counts,
    clock,
    answer: (request, draws, number) => proxy.answer(request, draws, number),
    failure: ({ stream }) =>
      stream.integer(2) === 0
        ? refusal("InternalServerError", "The request processing has failed because of an internal error.", {}, 500)
        : refusal("ServiceUnavailable", "DynamoDB is currently unavailable. Try again later.", {}, 503),
    own: { "/credentials": () => proxy.giveKey() },
  });
  return {
    url: server.url,
    async close() {
      await server.close();
      upstream.close();
    },
  };
}

class DynamodbProxy {
  readonly #faults: DynamodbFaults;
  readonly #upstream: Upstream;
  readonly #counts: FaultCounts;
  readonly #clock: Clock;
  readonly #keys: KeyRing;
  readonly #expireAt: Set<number>;
  readonly #tables: TableBook;
  readonly #batches: BatchPassage;

  constructor(faults: DynamodbFaults, upstream: Upstream, counts: FaultCounts, clock: Clock) {
    const { signatures, writeUnits, indexes } = faults;
    const send = (request: ProxiedRequest) => upstream.send(request);
    this.#faults = faults;
    this.#upstream = upstream;
    this.#counts = counts;
    this.#clock = clock;
    this.#keys = new KeyRing(signatures === false ? [] : signatures.keys);
    this.#expireAt = new Set(signatures === false ? [] : signatures.expireAtRequests);
    this.#tables = new TableBook(writeUnits, clock, send);
    this.#batches = new BatchPassage({ tables: this.#tables, indexes, counts, wallNow: () => clock.wallNow(), send });
  }

  giveKey(): object {
    const { accessKeyId, secretAccessKey, sessionToken } = this.#keys.give();
    const Expiration = new Date(this.#clock.wallNow() + keyLifeMs).toISOString();
    return { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration };
  }

  async answer(request: ProxiedRequest, draws: RequestDraws, number: number): Promise<ProxiedAnswer> {
    if (this.#expireAt.has(number)) this.#keys.expireGiven();
    const answer = this.#signatureRefusal(request) ?? (await this.#operate(request, draws));
    return draws.kind === "wrongChecksums" ? damaged(answer) : withChecksum(answer);
  }

  #signatureRefusal(request: ProxiedRequest): ProxiedAnswer | null {
    const { signatures, clockOffsetSeconds } = this.#faults;
    if (signatures === false) return null;
    const refused = checkSignature(request, this.#keys, this.#clock.wallNow() + clockOffsetSeconds * 1000);
    this.#counts.signature(refused?.type ?? null);
    return refused === null ? null : refusal(refused.type, refused.message);
  }

  async #operate(request: ProxiedRequest, draws: RequestDraws): Promise<ProxiedAnswer> {
    const operation = targetPattern.exec(String(request.headers["x-amz-target"]))?.[1] ?? "unknown";
    this.#counts.operation(operation);
    const verb = /^(Put|Update|Delete|BatchWrite|Create|Transact)/.test(operation) ? "Write" : "Read";
    if (draws.kind === "exceptions") return drawnThrottling(draws, "table", verb);
    switch (operation) {
      case "BatchWriteItem":
        return this.#batches.answer(request, draws);
      case "PutItem":
      case "DeleteItem":
        return this.#single(request);
      case "DescribeTable":
        return this.#describe(request);
      case "CreateTable":
      case "DeleteTable":
        this.#tables.forget((JSON.parse(request.body.toString()) as { TableName: string }).TableName);
    }
    return this.#upstream.send(request);
  }

  async #single(request: ProxiedRequest): Promise<ProxiedAnswer> {
    const input = JSON.parse(request.body.toString()) as { TableName: string; Item?: AttributeMap; Key?: AttributeMap };
    const { TableName, Item, Key = {} } = input;
    const table = await this.#tables.find(TableName, request);
    if (table === null) return this.#upstream.send(request);
    const write: WriteRequest = Item === undefined ? { DeleteRequest: { Key } } : { PutRequest: { Item } };
    const { action, key, partitionKey, units } = passingWrite(TableName, write, table.keyNames, this.#faults.indexes);
    const reason = table.capacity?.take(partitionKey, units) ?? null;
    if (reason !== null) {
      this.#counts.refusedItems(reason, 1);
      return capacityExceeded(reason, table.arn);
    }
    const answer = await this.#upstream.send(request);
    if (answer.status === 200) this.#counts.write(action, key, units, this.#clock.wallNow());
    return answer;
  }

  async #describe(request: ProxiedRequest): Promise<ProxiedAnswer> {
    const answer = await this.#upstream.send(request);
    if (answer.status !== 200) return answer;
    const { Table } = JSON.parse(answer.body.toString()) as { Table: DescribedTable };
    return jsonAnswer(200, { Table: describedTable(Table, this.#faults) }, dynamodbJson);
  }
}
