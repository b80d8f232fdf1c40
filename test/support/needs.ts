import { spawnSync } from "node:child_process";

/**
 * Test options for a test that needs programs beyond npm: skipped, with a line that says which, where one is missing;
 * with `CI=true` a missing program is an error.
 */
export function needs(...commands: string[]): { skip: string | false } {
  return unlessMissing(commands.filter((command) => spawnSync("sh", ["-c", `command -v ${command}`]).status !== 0));
}

/** As {@link needs}, for a test against Amazon's DynamoDB Local. */
export function needsDynamodbLocal(): { skip: string | false } {
  const isThere = spawnSync("scripts/dynamodb-local", ["--ready"]).status === 0;
  return unlessMissing(isThere ? [] : ["DynamoDB Local with a Java 17"]);
}

function unlessMissing(missing: readonly string[]): { skip: string | false } {
  if (missing.length === 0) return { skip: false };
  const reason = `needs ${missing.join(", ")} (scripts/setup installs what it may)`;
  if (process.env.CI === "true") throw new Error(`skipping is forbidden with CI=true: ${reason}`);
  return { skip: reason };
}
