import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Config } from "../../src/dataset/index.ts";
import {
  type AttributeMap,
  type DynamodbClient,
  dynamodbClient,
  placeholderCredentials,
  scan,
  TableAdmin,
} from "../../src/dynamodb/index.ts";
import { systemClock } from "../../src/ground/index.ts";
import type { FaultFile } from "../../src/local/faults/fault-file.ts";
import type { SeedingAccount } from "../../src/seeding/index.ts";
import { startDynalite } from "./dynalite.ts";
import { type RunningProxy, startFaults } from "./fault-proxy.ts";
import { emptyFolder, type Ended, runPickup, type Running, startPickup } from "./kit.ts";

const place = { region: "us-west-2", table: "pickup-cw-snp" };
const tableShape = {
  partitionKey: { name: "prof", type: "S" },
  sortKey: { name: "parent", type: "S" },
  ttlAttribute: "ttl",
} as const;

/** A config of so many users, without a list of them. */
export function configOf(users: number, more: Partial<Config> = {}): Config {
  return {
    productCode: "hboMax",
    seed: "seeding at full speed",
    generatedUsers: { count: users },
    assets: { generatedFeatures: { count: 2_000 }, generatedSeries: { count: 100, episodes: 10 } },
    updateTimeStart: 1_785_715_200,
    updateTimeEnd: 1_793_491_200,
    recordsPerUser: 13,
    ...more,
  };
}

/** A folder with a config, a database with a table of markers, and a proxy with faults in front of it. */
export interface SeedingScene {
  readonly folder: string;
  /** Straight to the database, past the proxy. */
  readonly database: DynamodbClient;
  readonly proxy: RunningProxy;
  start(args: readonly string[], environment?: { readonly [name: string]: string }): Running;
  run(args: readonly string[], environment?: { readonly [name: string]: string }): Promise<Ended>;
  account(): SeedingAccount;
  items(): Promise<AttributeMap[]>;
}

/**
 * Sets a scene up. The database is dynalite in this process, or another one (as PICKUP_TEST_DYNAMODB names it), whose
 * table of markers is made anew.
 */
export async function seedingScene(
  t: TestContext,
  config: Config,
  faults: FaultFile["dynamodb"],
  given = process.env["PICKUP_TEST_DYNAMODB"],
): Promise<SeedingScene> {
  const server = given === undefined ? await startDynalite() : undefined;
  const endpoint = given ?? server!.endpoint;
  const database = dynamodbClient({ ...place, endpoint }, placeholderCredentials, systemClock);
  await makeTable(database, endpoint);
  const proxy = await startFaults(endpoint, { seed: "seeding", dynamodb: faults });
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  t.after(async () => {
    database.close();
    await proxy[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });
  const words = ([command, ...rest]: readonly string[]) => [command!, "--endpoint", proxy.endpoint, ...rest];
  return {
    folder,
    database,
    proxy,
    start: (args, environment) => startPickup(folder, words(args), environment),
    run: (args, environment) => runPickup(folder, words(args), environment),
    account: () => JSON.parse(readFileSync(join(folder, ".pickup/seed-account.json"), "utf8")) as SeedingAccount,
    async items() {
      const items: AttributeMap[] = [];
      for await (const page of scan(database)) items.push(...page);
      return items;
    },
  };
}

async function makeTable(client: DynamodbClient, endpoint: string): Promise<void> {
  using admin = await TableAdmin.open({ ...place, endpoint }, placeholderCredentials, systemClock);
  if ((await admin.describe()) !== null) {
    await client.call("DeleteTable", {});
    while ((await admin.describe()) !== null) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await admin.create(tableShape);
}
