import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { delimiter, dirname } from "node:path";

/** The environment in which `node` is the pinned one, as it is for somebody who has Node 24. */
export const withPinnedNode = { PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"]}` };

/** Runs npm in a folder under the pinned Node. */
export function npm(folder: string, args: readonly string[]): void {
  const { stdout, stderr, status } = spawnSync("npm", [...args, "--no-audit", "--no-fund", "--prefer-offline"], {
    cwd: folder,
    env: { ...process.env, ...withPinnedNode },
    encoding: "utf8",
  });
  assert.equal(status, 0, `npm ${args.join(" ")}\n${stdout}${stderr}`);
}
