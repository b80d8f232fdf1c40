import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Checkpoint } from "../resume/checkpoint.ts";
import type { SeedingProgress } from "./seeding-totals.ts";

/** What a seeding or a clean-up came to. */
export interface SeedingAccount {
  readonly schema: 1;
  readonly table: string;
  readonly endpoint: string | null;
  readonly region: string;
  readonly action: Checkpoint["action"];
  readonly seconds: number;
  readonly written: number;
  readonly itemsDone: number;
  readonly itemsTotal: number;
  readonly units: number;
  /** At the on-demand price; null where writing costs nothing. */
  readonly dollars: number | null;
  readonly batches: number;
  readonly batchMs: { readonly p50: number | null; readonly p99: number | null };
  readonly retries: SeedingProgress["retries"];
  readonly throttles: SeedingProgress["throttles"];
  readonly hotKeys: SeedingProgress["hotKeys"];
  readonly dead: SeedingProgress["dead"];
  readonly done: boolean;
}

/** The account of what a progress came to; `dollarsPerMillionUnits` null where writing costs nothing. */
export function accountOf(
  { table, endpoint, region, action }: Checkpoint,
  progress: SeedingProgress,
  dollarsPerMillionUnits: number | null,
): SeedingAccount {
  const { elapsedMs, written, itemsDone, itemsTotal, units, batches, p50Ms, p99Ms } = progress;
  const { retries, throttles, hotKeys, dead, done } = progress;
  return {
    schema: 1,
    table,
    endpoint,
    region,
    action,
    seconds: Math.round(elapsedMs) / 1000,
    written,
    itemsDone,
    itemsTotal,
    units: Math.round(units),
    dollars: dollarsPerMillionUnits === null ? null : (units / 1e6) * dollarsPerMillionUnits,
    batches,
    batchMs: { p50: p50Ms, p99: p99Ms },
    retries,
    throttles,
    hotKeys,
    dead,
    done,
  };
}

/** Where the account of the last `pickup seed` or `pickup clean` in a folder is kept. */
export function accountFile(folder: string, action: SeedingAccount["action"]): string {
  return join(folder, ".pickup", action === "put" ? "seed-account.json" : "clean-account.json");
}

/** Keeps the account of the last run of a command. */
export function writeAccount(folder: string, account: SeedingAccount): void {
  const file = accountFile(folder, account.action);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(account, null, 2)}\n`);
}
