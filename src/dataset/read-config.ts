import { readFile } from "node:fs/promises";
import { type Clock, KitError, systemCodeOf } from "../ground/index.ts";
import { agesOf } from "./config-age.ts";
import { readJson } from "./json-text.ts";
import type { Config } from "./schema.ts";

/** A config that was read, and what is odd about it but no error. */
export interface ConfigReading {
  readonly config: Config;
  readonly warnings: readonly string[];
}

/**
 * Reads and checks a config file, of the old or the new format. Errors (exit code 2): `PICKUP_CONFIG_MISSING`,
 * `PICKUP_CONFIG_UNREADABLE`, `PICKUP_CONFIG_INVALID`, the last with all problems at once. Loads the validator, which
 * workers should not.
 */
export async function readConfig(path: string, clock: Clock): Promise<ConfigReading> {
  const text = await textOf(path);
  if (text.trim() === "") throw invalid(`${path} is empty`);
  const json = readJson(text);
  if ("problem" in json) throw invalid(`${path}:${json.line}:${json.column}: not JSON: ${json.problem}`);
  const { checkConfig } = await import("./check-config.ts");
  const config = checkConfig(json.value, path);
  const now = clock.wallNow();
  const warnings = agesOf(config, now);
  if (config.ttl !== undefined && config.ttl * 1000 < now) {
    warnings.push(`ttl (${config.ttl}) has passed: rows seeded now are expired at once`);
  }
  return { config, warnings: warnings.map((warning) => `${path}: ${warning}`) };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new KitError("PICKUP_CONFIG_MISSING", `config file ${path} does not exist`, {
        hint: "Make one with `pickup config 50`, or name yours with --config FILE.",
        cause: error,
      });
    }
    const reason = code === "EISDIR" ? "it is a directory" : code === "EACCES" ? "permission denied" : String(code);
    throw new KitError("PICKUP_CONFIG_UNREADABLE", `config file ${path} cannot be read: ${reason}`, {
      hint: "Name a readable file with --config FILE.",
      cause: error,
    });
  }
}

function invalid(message: string): KitError {
  return new KitError("PICKUP_CONFIG_INVALID", message, {
    hint: "Mend the file, or make a new one with `pickup config 50`.",
  });
}
