import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** Keeps the account of the last run of a command as `.pickup/seed-account.json` or `.pickup/clean-account.json`. */
export function writeAccount(folder: string, account: SeedingAccount): void {
  const name = account.action === "put" ? "seed" : "clean";
  mkdirSync(join(folder, ".pickup"), { recursive: true });
  writeFileSync(join(folder, ".pickup", `${name}-account.json`), `${JSON.stringify(account, null, 2)}\n`);
}
