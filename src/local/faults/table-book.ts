import type { Clock } from "../../ground/index.ts";
import type { DescribedTable } from "./described-table.ts";
import type { WriteUnits } from "./fault-file.ts";
import type { ProxiedAnswer, ProxiedRequest } from "./upstream.ts";
import { WriteCapacity } from "./write-capacity.ts";

/** A table as the proxy knows it. */
export interface KnownTable {
  readonly arn: string;
  /** The partition key first. */
  readonly keyNames: readonly string[];
  /** Null: it takes everything. */
  readonly capacity: WriteCapacity | null;
}

/** The tables behind a proxy, each described once, by whom its first write asks. */
export class TableBook {
  readonly #writeUnits: WriteUnits | undefined;
  readonly #clock: Clock;
  readonly #send: (request: ProxiedRequest) => Promise<ProxiedAnswer>;
  readonly #known = new Map<string, Promise<KnownTable | null>>();

  constructor(
    writeUnits: WriteUnits | undefined,
    clock: Clock,
    send: (request: ProxiedRequest) => Promise<ProxiedAnswer>,
  ) {
    this.#writeUnits = writeUnits;
    this.#clock = clock;
    this.#send = send;
  }

  /** The table, or null when there is none. `asker` is a request whose headers serve to ask for its description. */
  async find(name: string, asker: ProxiedRequest): Promise<KnownTable | null> {
    let found = this.#known.get(name);
    if (found === undefined) {
      found = this.#describe(name, asker);
      this.#known.set(name, found);
    }
    const table = await found;
    if (table === null) this.#known.delete(name);
    return table;
  }

  /** Its keys may be others from now on. */
  forget(name: string): void {
    this.#known.delete(name);
  }

  async #describe(name: string, asker: ProxiedRequest): Promise<KnownTable | null> {
    const headers = { ...asker.headers, "x-amz-target": "DynamoDB_20120810.DescribeTable" };
    const body = Buffer.from(JSON.stringify({ TableName: name }));
    const answer = await this.#send({ ...asker, headers, body });
    if (answer.status !== 200) return null;
    const { Table } = JSON.parse(answer.body.toString()) as { Table: DescribedTable };
    const nameOf = (role: string) => Table.KeySchema?.find(({ KeyType }) => KeyType === role)?.AttributeName;
    return {
      arn: Table.TableArn ?? name,
      keyNames: [nameOf("HASH"), nameOf("RANGE")].filter((key) => key !== undefined),
      capacity: this.#writeUnits === undefined ? null : new WriteCapacity(this.#writeUnits, this.#clock),
    };
  }
}
