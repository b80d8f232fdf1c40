import type { DynamoDBClient, TableDescription as SdkTable } from "@aws-sdk/client-dynamodb";
import { type Clock, exitCodes, KitError, sleep, systemCodeOf } from "../ground/index.ts";
import type { CredentialSource } from "./credentials.ts";
import { DynamodbError, errorOfRefusal, errorOfSending, isNameOfError } from "./dynamodb-error.ts";
import { SdkHandler } from "./sdk-handler.ts";
import type { KeyAttribute, TableDescription, TableShape } from "./table-shape.ts";
import { addressOf, type DynamodbTarget } from "./target.ts";
import { mostAttempts } from "./with-retries.ts";

type Sdk = typeof import("@aws-sdk/client-dynamodb");

const creationPollMs = 250;
const creationTimeoutMs = 120_000;

/** Describes and makes the target's table, by the AWS SDK. Every method throws DynamodbError or KitError. */
export class TableAdmin implements Disposable {
  readonly #target: DynamodbTarget;
  readonly #clock: Clock;
  readonly #sdk: Sdk;
  readonly #client: DynamoDBClient;

  private constructor(sdk: Sdk, target: DynamodbTarget, credentials: CredentialSource, clock: Clock) {
    this.#sdk = sdk;
    this.#target = target;
    this.#clock = clock;
    this.#client = new sdk.DynamoDBClient({
      region: target.region,
      endpoint: addressOf(target),
      credentials: () => credentials.get(),
      maxAttempts: mostAttempts,
      requestHandler: new SdkHandler(target.connect, clock),
    });
  }

  /** Loads the SDK, which costs 300 ms of start-up, only here. */
  static async open(target: DynamodbTarget, credentials: CredentialSource, clock: Clock): Promise<TableAdmin> {
    return new TableAdmin(await import("@aws-sdk/client-dynamodb"), target, credentials, clock);
  }

  /** The table as it is, or null when there is none. */
  async describe(): Promise<TableDescription | null> {
    try {
      const command = new this.#sdk.DescribeTableCommand({ TableName: this.#target.table });
      return descriptionOf((await this.#client.send(command)).Table!);
    } catch (error) {
      const failure = this.#errorOf(error);
      if (failure instanceof DynamodbError && failure.kind === "absent") return null;
      throw failure;
    }
  }

  /** Makes the table, billed by request, and waits until it can be used. */
  async create(shape: TableShape): Promise<TableDescription> {
    const { partitionKey, sortKey } = shape;
    const command = new this.#sdk.CreateTableCommand({
      TableName: this.#target.table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [partitionKey, sortKey].map(({ name, type }) => ({
        AttributeName: name,
        AttributeType: type,
      })),
      KeySchema: [
        { AttributeName: partitionKey.name, KeyType: "HASH" },
        { AttributeName: sortKey.name, KeyType: "RANGE" },
      ],
    });
    await this.#client.send(command).catch((error: unknown) => {
      throw this.#errorOf(error);
    });
    return this.#untilActive();
  }

  /** Lets items expire by an attribute; false when this DynamoDB knows no such thing. */
  async enableTimeToLive(attribute: string): Promise<boolean> {
    try {
      const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
      const input = { TableName: this.#target.table, TimeToLiveSpecification };
      await this.#client.send(new this.#sdk.UpdateTimeToLiveCommand(input));
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === "UnknownOperationException") return false;
      throw this.#errorOf(error);
    }
  }

  /** The attribute by which items expire, null when they do not; undefined where it cannot be asked. */
  async timeToLive(): Promise<string | null | undefined> {
    try {
      const command = new this.#sdk.DescribeTimeToLiveCommand({ TableName: this.#target.table });
      const { TimeToLiveDescription: found } = await this.#client.send(command);
      const isOn = found?.TimeToLiveStatus === "ENABLED" || found?.TimeToLiveStatus === "ENABLING";
      return isOn ? (found.AttributeName ?? null) : null;
    } catch (error) {
      const mayNotAsk = ["UnknownOperationException", "AccessDeniedException"];
      if (error instanceof Error && mayNotAsk.includes(error.name)) return undefined;
      throw this.#errorOf(error);
    }
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }

  async #untilActive(): Promise<TableDescription> {
    const deadlineMs = this.#clock.now() + creationTimeoutMs;
    while (this.#clock.now() < deadlineMs) {
      const description = await this.describe();
      if (description?.status === "ACTIVE") return description;
      await sleep(this.#clock, creationPollMs);
    }
    throw new KitError("PICKUP_TABLE_NOT_READY", `table ${this.#target.table} is not active after two minutes`, {
      hint: "Repeat the command in a while.",
      exitCode: exitCodes.unreachable,
    });
  }

  #errorOf(error: unknown): Error {
    if (error instanceof KitError && error.code.startsWith("PICKUP_HTTP_")) return errorOfSending(error, error.message);
    if (error instanceof KitError || !(error instanceof Error)) throw error;
    const { name, message } = error;
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    const code = systemCodeOf(error);
    if (status !== undefined && !(status >= 500 || isNameOfError(name)))
      return errorOfSending(error, `${addressOf(this.#target)} is something else (status ${status})`);
    if (code === undefined && status !== undefined) return errorOfRefusal(name, message, status, { cause: error });
    const reason = message === "" ? (code ?? name) : message;
    return errorOfSending(error, `${addressOf(this.#target)}: ${reason}`);
  }
}

function descriptionOf(table: SdkTable): TableDescription {
  const key = (role: "HASH" | "RANGE"): KeyAttribute | null => {
    const name = table.KeySchema?.find((element) => element.KeyType === role)?.AttributeName;
    const definition = table.AttributeDefinitions?.find((attribute) => attribute.AttributeName === name);
    return name === undefined ? null : { name, type: definition?.AttributeType ?? "S" };
  };
  return {
    account: /^arn:[^:]+:dynamodb:[^:]*:(\d{12}):/.exec(table.TableArn ?? "")?.[1] ?? null,
    createdAtMs: table.CreationDateTime?.getTime() ?? 0,
    status: table.TableStatus ?? "ACTIVE",
    partitionKey: key("HASH")!,
    sortKey: key("RANGE"),
    isOnDemand: (table.ProvisionedThroughput?.WriteCapacityUnits ?? 0) === 0,
    indexes: (table.GlobalSecondaryIndexes?.length ?? 0) + (table.LocalSecondaryIndexes?.length ?? 0),
    replicas: table.Replicas?.length ?? 0,
    writeUnitsPerSecond: writeUnitsOf(table),
    indexWriteUnits: Object.fromEntries(
      (table.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName!, writeUnitsOf(index)]),
    ),
  };
}

type Throughput = Pick<SdkTable, "ProvisionedThroughput" | "OnDemandThroughput" | "WarmThroughput">;

/** What was bought; else what is warm, unless a maximum was set below it. */
function writeUnitsOf({ ProvisionedThroughput, OnDemandThroughput, WarmThroughput }: Throughput): number | null {
  const provisioned = ProvisionedThroughput?.WriteCapacityUnits ?? 0;
  if (provisioned > 0) return provisioned;
  // A maximum of −1 stands for none.
  const limits = [OnDemandThroughput?.MaxWriteRequestUnits ?? -1, WarmThroughput?.WriteUnitsPerSecond ?? -1];
  const shown = limits.filter((units) => units > 0);
  return shown.length === 0 ? null : Math.min(...shown);
}
