import type { Server } from "node:http";
import { createRequire } from "node:module";

interface DynaliteOptions {
  /** A folder of LevelDB files; left out: in memory. */
  readonly path?: string;
  readonly createTableMs: number;
  readonly deleteTableMs: number;
  readonly updateTableMs: number;
}

/** dynalite comes as CommonJS without types. */
export const dynalite = createRequire(import.meta.url)("dynalite") as (options: DynaliteOptions) => Server;
