import { rename, rm, stat, writeFile } from "node:fs/promises";
import { KitError, systemCodeOf } from "../ground/index.ts";
import type { Config } from "./schema.ts";

/**
 * Checks a config like {@link readConfig} and writes it, all or nothing; returns the bytes written. A file that is
 * there already is kept (`PICKUP_CONFIG_EXISTS`) unless `overwrite` says otherwise. Also `PICKUP_CONFIG_NOT_WRITTEN`.
 */
export async function writeConfig(path: string, config: Config, overwrite: boolean): Promise<number> {
  const { checkConfig } = await import("./check-config.ts");
  checkConfig(config, "the config asked for", "Change what is asked for; `pickup config --help` lists it.");
  const existing = await stat(path).catch(() => null);
  if (existing?.isFile() === false) throw notWritten(path, "it is no plain file");
  if (existing !== null && !overwrite) {
    throw new KitError("PICKUP_CONFIG_EXISTS", `${path} exists already`, {
      hint: "Overwrite it with --force, or write another file with --out FILE.",
    });
  }
  const text = `${JSON.stringify(config, null, 2)}\n`;
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw notWritten(path, error);
  }
  return Buffer.byteLength(text);
}

function notWritten(path: string, cause: unknown): KitError {
  const reason = systemCodeOf(cause) ?? String(cause);
  return new KitError("PICKUP_CONFIG_NOT_WRITTEN", `${path} cannot be written: ${reason}`, {
    hint: "Name a file in a folder that exists, may be written and has room: --out FILE.",
    cause,
  });
}
