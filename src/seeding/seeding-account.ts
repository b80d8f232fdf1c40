import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PickupDataset } from "../dataset/index.ts";
import type { DynamodbTarget, TableDescription } from "../dynamodb/index.ts";
import { type Clock, KitError, systemCodeOf } from "../ground/index.ts";
import type { UserRange } from "./user-ranges.ts";
import type { WriteAction } from "./write-entries.ts";

/** What was done to one table with one config, and what is left: the checkpoint from which a command goes on. */
export interface SeedingAccount {
  readonly schema: 1;
  readonly endpoint: string | null;
  readonly region: string;
  readonly table: string;
  /** Tells the table from a later one of the same name; milliseconds since 1970. */
  readonly tableCreatedAtMs: number;
  readonly configHash: string;
  /** The `ttl` of every item, kept so that writing again writes the same bytes; seconds since 1970. */
  readonly ttlSeconds: number;
  /** What is being done: items put in, or deleted. */
  readonly action: WriteAction;
  readonly itemsDone: number;
  readonly itemsTotal: number;
  /** The users who are not complete; none: done. */
  readonly remaining: readonly UserRange[];
  readonly updatedAt: string;
}

/** The file of an account under `.pickup/`; one for each table, place and config. */
export class AccountFile {
  readonly path: string;

  constructor(folder: string, target: DynamodbTarget, configHash: string) {
    const place = target.endpoint ?? target.region;
    const name = createHash("sha256")
      .update(JSON.stringify([place, target.table, configHash]))
      .digest("hex");
    this.path = join(folder, ".pickup", `seeding-${name.slice(0, 12)}.json`);
  }

  /** The account, or undefined when nothing was ever done. Throws `PICKUP_ACCOUNT_INVALID` or `…_UNUSABLE`. */
  read(): SeedingAccount | undefined {
    try {
      const account = JSON.parse(readFileSync(this.path, "utf8")) as SeedingAccount;
      if (account.schema === 1) return account;
    } catch (error) {
      const code = systemCodeOf(error);
      if (code === "ENOENT") return undefined;
      throw code === undefined ? this.#invalid(error) : this.#unusable("read", code, error);
    }
    throw this.#invalid(undefined);
  }

  /** Replaces the file in one step, so that it is whole whenever the process dies. Throws `PICKUP_ACCOUNT_UNUSABLE`. */
  write(account: SeedingAccount): void {
    const draft = `${this.path}.${process.pid}`;
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(draft, `${JSON.stringify(account)}\n`, { flush: true });
      renameSync(draft, this.path);
    } catch (error) {
      throw this.#unusable("written", systemCodeOf(error), error);
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  #unusable(verb: "read" | "written", code: string | undefined, cause: unknown): KitError {
    return new KitError("PICKUP_ACCOUNT_UNUSABLE", `${this.path} cannot be ${verb}: ${code}`, {
      hint: `Make ${dirname(this.path)} a folder with room that you may write to, and repeat the command: it goes on where it stopped.`,
      cause,
    });
  }

  #invalid(cause: unknown): KitError {
    return new KitError("PICKUP_ACCOUNT_INVALID", `${this.path} is not an account of a seeding`, {
      hint: "Delete the file; the command then starts from the beginning, which is harmless.",
      cause,
    });
  }
}

/** The earlier account when it is about this very table and work and was not finished; else a new one. */
export function accountToGoOnFrom(work: AccountedWork, earlier: SeedingAccount | undefined): SeedingAccount {
  const { dataset, target, table, action, clock } = work;
  const ttlSeconds = dataset.config.ttl ?? earlier?.ttlSeconds ?? twoYearsFrom(clock.wallNow());
  const isSame =
    earlier?.tableCreatedAtMs === table.createdAtMs && earlier.action === action && earlier.ttlSeconds === ttlSeconds;
  if (isSame && earlier.remaining.length > 0) return earlier;
  return {
    schema: 1,
    endpoint: target.endpoint,
    region: target.region,
    table: target.table,
    tableCreatedAtMs: table.createdAtMs,
    configHash: dataset.hash,
    ttlSeconds,
    action,
    itemsDone: 0,
    itemsTotal: dataset.totalMarkers,
    remaining: [[0, dataset.users]],
    updatedAt: new Date(clock.wallNow()).toISOString(),
  };
}

interface AccountedWork {
  readonly dataset: PickupDataset;
  readonly target: DynamodbTarget;
  readonly table: TableDescription;
  readonly action: WriteAction;
  readonly clock: Clock;
}

/** The start of the day and two years, in seconds. */
function twoYearsFrom(wallMs: number): number {
  const day = new Date(wallMs);
  return Date.UTC(day.getUTCFullYear() + 2, day.getUTCMonth(), day.getUTCDate()) / 1000;
}
