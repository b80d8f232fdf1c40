import { spawnSync } from "node:child_process";

/**
 * Test options for a test that needs programs beyond npm: skipped, with a line that says which, where one is missing;
 * with `CI=true` a missing program is an error.
 */
export function needs(...commands: string[]): { skip: string | false } {
  const missing = commands.filter((command) => spawnSync("sh", ["-c", `command -v ${command}`]).status !== 0);
  if (missing.length === 0) return { skip: false };
  const reason = `needs ${missing.join(", ")} (scripts/setup installs what it may)`;
  if (process.env.CI === "true") throw new Error(`skipping is forbidden with CI=true: ${reason}`);
  return { skip: reason };
}
