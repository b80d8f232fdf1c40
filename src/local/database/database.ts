import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { Server } from "node:http";
import { type AddressInfo } from "node:net";
import { dynamodbClient, placeholderCredentials } from "../../dynamodb/index.ts";
import { KitError, systemClock } from "../../ground/index.ts";
import { loopback, portUnusable } from "../listen-address.ts";
import { startMemoryDynamodb } from "../memory-dynamodb/memory-dynamodb.ts";
import type { RunningService } from "../running-service.ts";
import type { DatabaseStore } from "./database-store.ts";
import { makeMarkerTable } from "./marker-table.ts";

export interface DatabaseSettings {
  readonly store: DatabaseStore;
  /** 0: a free one. */
  readonly port: number;
  /** Absolute; null: in memory. */
  readonly folder: string | null;
  readonly table: string;
  readonly region: string;
}

const tablesAtOnce = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };

/**
 * Starts the embedded DynamoDB with an empty table of markers, unless its folder holds one. It must have a process of
 * its own. Throws `PICKUP_PORT_UNUSABLE` or `PICKUP_DATA_UNUSABLE` (exit code 2).
 */
export async function startDatabase(settings: DatabaseSettings): Promise<RunningService> {
  return settings.store === "memory" ? startInMemory(settings) : startDynalite(settings);
}

async function startInMemory(settings: DatabaseSettings): Promise<RunningService> {
  const service = await startMemoryDynamodb(settings, systemClock);
  await makeTable(service.url, settings);
  return service;
}

async function startDynalite(settings: DatabaseSettings): Promise<RunningService> {
  const { port, folder, region } = settings;
  // The only way to tell dynalite what its ARNs should say.
  process.env.AWS_REGION = region;
  if (folder !== null) await mkdir(folder, { recursive: true }).catch((cause: unknown) => throwUnusable(folder, cause));
  const { dynalite } = await import("./dynalite.ts");
  const server = dynalite({ ...tablesAtOnce, ...(folder === null ? {} : { path: folder }) });
  server.keepAliveTimeout = 60_000;
  const url = await listen(server, port);
  await whileNothingIsThrown(folder, () => makeTable(url, settings));
  return { url, close: () => close(server) };
}

async function makeTable(endpoint: string, { region, table }: DatabaseSettings): Promise<void> {
  const client = dynamodbClient({ endpoint, region, table }, placeholderCredentials, systemClock);
  await makeMarkerTable(client, systemClock);
  client.close();
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, loopback);
  await once(server, "listening").catch((cause: unknown) => {
    throw portUnusable("embedded DynamoDB", port, cause);
  });
  return `http://${loopback}:${(server.address() as AddressInfo).port}`;
}

/** dynalite throws into the void when it cannot open its folder, and leaves the request without an answer. */
async function whileNothingIsThrown(folder: string | null, act: () => Promise<void>): Promise<void> {
  const thrown = Promise.withResolvers<never>();
  process.on("uncaughtException", thrown.reject);
  try {
    await Promise.race([act(), thrown.promise]);
  } catch (error) {
    if (folder === null || error instanceof KitError) throw error;
    throwUnusable(folder, error);
  } finally {
    process.off("uncaughtException", thrown.reject);
  }
}

function throwUnusable(folder: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new KitError("PICKUP_DATA_UNUSABLE", `the embedded DynamoDB cannot use the folder ${folder}: ${reason}`, {
    hint: "Name a folder that can be written, and that no other `pickup local` uses, with --data DIR.",
    cause,
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    // dynalite calls back when its files are closed too.
    server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
