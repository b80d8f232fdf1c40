import type { AttributeMap, WriteRequest } from "../../dynamodb/index.ts";
import { maxBatchSize } from "../../dynamodb/index.ts";
import { type Condition, conditionOf, type Placeholders } from "./expression.ts";
import { MemoryTable, type Page, type TableKeys } from "./memory-table.ts";
import { invalid, Refused } from "./refused.ts";

interface TableInput {
  readonly TableName: string;
}

interface CreateInput extends TableInput {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: "HASH" | "RANGE" }[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
}

interface WriteInput extends TableInput, Placeholders {
  readonly Item: AttributeMap;
  readonly Key: AttributeMap;
  readonly ConditionExpression?: string;
}

interface ReadInput extends TableInput, Placeholders {
  readonly ExclusiveStartKey?: AttributeMap;
  readonly Limit?: number;
  readonly FilterExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ScanIndexForward?: boolean;
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly Select?: string;
}

interface BatchInput {
  readonly RequestItems: { readonly [table: string]: readonly WriteRequest[] };
}

interface KeptTable {
  readonly table: MemoryTable;
  readonly input: CreateInput;
  readonly createdAtSeconds: number;
}

/**
 * The operations of DynamoDB's JSON protocol (2012-08-10) that load-testing needs: tables are made, described, listed
 * and deleted, items put, got, deleted, queried and scanned, one by one and in batches, with conditions and filters.
 * Each gives its answer as JSON text; throws Refused.
 */
export class Operations {
  readonly #tables = new Map<string, KeptTable>();
  readonly #region: string;
  readonly #wallNow: () => number;

  constructor(region: string, wallNow: () => number) {
    this.#region = region;
    this.#wallNow = wallNow;
  }

  readonly #handlers: { readonly [operation: string]: (input: never) => string } = {
    CreateTable: (input: CreateInput) => this.#create(input),
    DescribeTable: ({ TableName }: TableInput) => `{"Table":${this.#description(TableName)}}`,
    DeleteTable: (input: TableInput) => this.#deleteTable(input),
    ListTables: () => JSON.stringify({ TableNames: [...this.#tables.keys()] }),
    PutItem: (input: WriteInput) => this.#put(input),
    DeleteItem: (input: WriteInput) => this.#delete(input),
    GetItem: ({ TableName, Key }: WriteInput) => {
      const text = this.#table(TableName).get(Key);
      return text === undefined ? "{}" : `{"Item":${text}}`;
    },
    BatchWriteItem: (input: BatchInput) => this.#writeBatch(input),
    Query: (input: ReadInput) => this.#query(input),
    Scan: (input: ReadInput) => this.#scan(input),
  };

  /** The answer to one operation. */
  answer(operation: string, body: string): string {
    const handler = Object.hasOwn(this.#handlers, operation) ? this.#handlers[operation] : undefined;
    if (handler === undefined) throw new Refused("UnknownOperationException", `${operation} is not known here`);
    return handler(JSON.parse(body) as never);
  }

  #table(name: string): MemoryTable {
    return this.#kept(name).table;
  }

  #kept(name: string): KeptTable {
    const kept = this.#tables.get(name);
    if (kept === undefined) throw new Refused("ResourceNotFoundException", `Requested resource not found: ${name}`);
    return kept;
  }

  #create(input: CreateInput): string {
    const { TableName } = input;
    if (this.#tables.has(TableName)) throw new Refused("ResourceInUseException", `Table already exists: ${TableName}`);
    const createdAtSeconds = this.#wallNow() / 1000;
    this.#tables.set(TableName, { table: new MemoryTable(keysOf(input)), input, createdAtSeconds });
    return `{"TableDescription":${this.#description(TableName)}}`;
  }

  #deleteTable({ TableName }: TableInput): string {
    const description = this.#description(TableName);
    this.#tables.delete(TableName);
    return `{"TableDescription":${description}}`;
  }

  #description(name: string): string {
    const { table, input, createdAtSeconds } = this.#kept(name);
    return JSON.stringify({
      TableName: name,
      TableStatus: "ACTIVE",
      TableArn: `arn:aws:dynamodb:${this.#region}:000000000000:table/${name}`,
      CreationDateTime: createdAtSeconds,
      KeySchema: input.KeySchema,
      AttributeDefinitions: input.AttributeDefinitions,
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      ItemCount: table.items,
    });
  }

  #put(input: WriteInput): string {
    const table = this.#table(input.TableName);
    requireCondition(input, table.get(input.Item));
    table.put(input.Item);
    return "{}";
  }

  #delete(input: WriteInput): string {
    const table = this.#table(input.TableName);
    requireCondition(input, table.get(input.Key));
    table.delete(input.Key);
    return "{}";
  }

  #writeBatch({ RequestItems }: BatchInput): string {
    const tables = Object.entries(RequestItems).map(([name, requests]) => ({ table: this.#table(name), requests }));
    const count = tables.reduce((sum, { requests }) => sum + requests.length, 0);
    if (count === 0 || count > maxBatchSize) throw invalid(`a batch holds 1 to ${maxBatchSize} requests, not ${count}`);
    for (const { table, requests } of tables) {
      for (const request of requests) {
        if ("PutRequest" in request) table.put(request.PutRequest.Item);
        else table.delete(request.DeleteRequest.Key);
      }
    }
    return '{"UnprocessedItems":{}}';
  }

  #query(input: ReadInput): string {
    const table = this.#table(input.TableName);
    const condition = conditionOf(input.KeyConditionExpression ?? "", input);
    const { partition, sort } = table.keys;
    const key = condition.valueOf(partition.name);
    if (key === undefined) throw invalid(`Query condition missed key schema element: ${partition.name}`);
    const isOnPartitionOnly = sort === null || !mentions(input, sort.name);
    const page = table.query(
      key,
      pageRequestOf(input),
      input.ScanIndexForward ?? true,
      isOnPartitionOnly ? undefined : (item) => condition.isMet(item),
    );
    return answerOf(page, input);
  }

  #scan(input: ReadInput): string {
    const { Segment: segment = 0, TotalSegments: segments = 1 } = input;
    if (segment >= segments) throw invalid("The Segment parameter is less than TotalSegments");
    return answerOf(this.#table(input.TableName).scan({ ...pageRequestOf(input), segment, segments }), input);
  }
}

function keysOf({ KeySchema, AttributeDefinitions }: CreateInput): TableKeys {
  const keyOf = (role: "HASH" | "RANGE") => {
    const name = KeySchema.find(({ KeyType }) => KeyType === role)?.AttributeName;
    if (name === undefined) return null;
    const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
    if (type !== "S" && type !== "N") throw invalid(`the key ${name} must be of the type S or N here`);
    return { name, type } as const;
  };
  const partition = keyOf("HASH");
  if (partition === null) throw invalid("No Hash Key specified in schema");
  return { partition, sort: keyOf("RANGE") };
}

function requireCondition(input: WriteInput, text: string | undefined): void {
  if (input.ConditionExpression === undefined) return;
  const item = text === undefined ? {} : (JSON.parse(text) as AttributeMap);
  if (!conditionOf(input.ConditionExpression, input).isMet(item))
    throw new Refused("ConditionalCheckFailedException", "The conditional request failed");
}

/** True when a key condition is about more than the partition key. */
function mentions({ KeyConditionExpression = "", ExpressionAttributeNames = {} }: ReadInput, name: string): boolean {
  const words = KeyConditionExpression.match(/#?[\w.-]+/g) ?? [];
  return words.some((word) => (ExpressionAttributeNames[word] ?? word) === name);
}

function pageRequestOf({ ExclusiveStartKey: after, Limit: limit }: ReadInput) {
  return { after, limit };
}

function answerOf({ items, lastKey }: Page, input: ReadInput): string {
  const filtered =
    input.FilterExpression === undefined ? items : filteredBy(items, conditionOf(input.FilterExpression, input));
  const shown = input.Select === "COUNT" ? "" : `"Items":[${projected(filtered, input).join(",")}],`;
  const last = lastKey === undefined ? "" : `,"LastEvaluatedKey":${JSON.stringify(lastKey)}`;
  return `{${shown}"Count":${filtered.length},"ScannedCount":${items.length}${last}}`;
}

function filteredBy(items: readonly string[], condition: Condition): readonly string[] {
  return items.filter((text) => condition.isMet(JSON.parse(text) as AttributeMap));
}

function projected(items: readonly string[], input: ReadInput): readonly string[] {
  if (input.ProjectionExpression === undefined) return items;
  const words = input.ProjectionExpression.split(",").map((word) => word.trim());
  const names = new Set(words.map((word) => input.ExpressionAttributeNames?.[word] ?? word));
  return items.map((text) => {
    const entries = Object.entries(JSON.parse(text) as AttributeMap);
    return JSON.stringify(Object.fromEntries(entries.filter(([name]) => names.has(name))));
  });
}
