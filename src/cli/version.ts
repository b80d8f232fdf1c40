import { readFileSync } from "node:fs";

/** The kit's version, from its package.json. */
export function versionOfKit(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
