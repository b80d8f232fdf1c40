import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accountFile } from "../seeding/index.ts";

/**
 * Keeps a copy of a config that is about to be overwritten when something was seeded from its folder: without it
 * nobody could delete those items. Returns the copy's name; null: there is nothing to keep.
 */
export function keepSeededConfig(folder: string, path: string): string | null {
  if (!existsSync(path) || !existsSync(accountFile(folder, "put"))) return null;
  const bytes = readFileSync(path);
  const name = `config.${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}.json`;
  writeFileSync(join(folder, name), bytes);
  return name;
}
