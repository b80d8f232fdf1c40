import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { KitError } from "../ground/index.ts";
import type { LoadTest } from "./define.ts";

/**
 * A load test as the kit holds it when the types of its rows no longer matter: rows and shared value are opaque, and
 * only the test's own tasks look into them.
 */
export type AnyLoadTest = LoadTest<unknown, unknown>;

/** Loads the default export of a test file. Throws `PICKUP_TEST_FILE_…` (exit code 2) naming the file. */
export async function loadTestFile(url: string): Promise<AnyLoadTest> {
  const name = url.startsWith("file:") ? fileURLToPath(url) : url;
  if (url.startsWith("file:") && !existsSync(new URL(url))) {
    throw new KitError("PICKUP_TEST_FILE_MISSING", `the test file ${name} does not exist`, {
      hint: "Check the path; without a file `pickup load` runs the built-in test.",
    });
  }
  const module = await importModule(url, name);
  const problem = problemOf(module.default);
  if (problem !== null) {
    throw new KitError("PICKUP_TEST_FILE_INVALID", `the test file ${name} ${problem}`, {
      hint: "Write `export default defineLoadTest({ users: { viewer: { wait, tasks } } })`.",
    });
  }
  return module.default as AnyLoadTest;
}

async function importModule(url: string, name: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(url)) as { readonly default?: unknown };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    throw new KitError("PICKUP_TEST_FILE_BROKEN", `the test file ${name} cannot be loaded: ${message}`, {
      hint: placeOf(stack, name) ?? "Run `npx tsc --noEmit` on it to see the place.",
      cause: error,
    });
  }
}

/** `file:line:column` of the first frame, or of the syntax error, that lies in the test file. */
function placeOf(stack: string | undefined, name: string): string | undefined {
  const place = stack?.split("\n").find((line) => line.includes(name) && /:\d+/.test(line));
  return place === undefined ? undefined : `It fails at ${place.trim().replace(/^at /, "")}.`;
}

function problemOf(test: unknown): string | null {
  if (typeof test !== "object" || test === null) return "has no load test as its default export";
  const { users } = test as { users?: unknown };
  if (typeof users !== "object" || users === null || Object.keys(users).length === 0)
    return "names no user type under `users`";
  for (const [type, user] of Object.entries(users as Record<string, { tasks?: unknown; wait?: unknown } | null>)) {
    if (typeof user?.tasks !== "object" || user.tasks === null) return `gives the user type ${type} no \`tasks\``;
    if (user.wait === undefined) return `gives the user type ${type} no \`wait\``;
  }
  return null;
}
