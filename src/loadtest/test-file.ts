import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { KitError } from "../ground/index.ts";
import { problemsOf } from "./check-load-test.ts";
import type { LoadTest } from "./define.ts";

/**
 * A load test as the kit holds it when the types of its rows no longer matter: rows and shared value are opaque, and
 * only the test's own tasks look into them.
 */
export type AnyLoadTest = LoadTest<unknown, unknown>;

/** Loads the default export of a test file. Throws `PICKUP_TEST_FILE_…` (exit code 2) naming the file. */
export async function loadTestFile(url: string): Promise<AnyLoadTest> {
  const name = fileURLToPath(url);
  requireFile(name);
  const module = await importModule(url, name);
  const problems = problemsOf(module.default);
  if (problems.length === 0) return module.default as AnyLoadTest;
  const shown = problems.length === 1 ? problems[0] : `${problems.length} problems\n  ${problems.join("\n  ")}`;
  throw new KitError("PICKUP_TEST_FILE_INVALID", `the test file ${name}: ${shown}`, {
    hint: "Write `export default defineLoadTest({ users: { viewer: { wait, tasks } } })`; `npx tsc --noEmit` checks it.",
  });
}

const sources = /\.[cm]?[jt]s$/;

function requireFile(name: string): void {
  const stats = statSync(name, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new KitError("PICKUP_TEST_FILE_MISSING", `the test file ${name} does not exist`, {
      hint: "Check the path; without a file `pickup load` runs the built-in test.",
    });
  }
  if (!stats.isDirectory() && sources.test(name)) return;
  const problem = stats.isDirectory() ? "is a folder" : "is neither TypeScript nor JavaScript by its name";
  throw new KitError("PICKUP_TEST_FILE_INVALID", `the test file ${name} ${problem}`, {
    hint: "Name a .ts, .mts, .js or .mjs file; the config is named with --config FILE.",
  });
}

async function importModule(url: string, name: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(url)) as { readonly default?: unknown };
  } catch (error) {
    const place = placeInTestFile(error, url) ?? placeOfSyntaxError(error, name) ?? name;
    throw new KitError("PICKUP_TEST_FILE_BROKEN", `the test file cannot be loaded: ${place}: ${messageOf(error)}`, {
      hint: "Mend the file; `npx tsc --noEmit` checks all of it.",
      cause: error,
    });
  }
}

/** Where in a test file an error came up: `/home/me/test.ts:5:3`; undefined when it was elsewhere. */
export function placeInTestFile(error: unknown, url: string): string | undefined {
  const name = fileURLToPath(url);
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (let at = stack.indexOf(name); at >= 0; at = stack.indexOf(name, at + 1)) {
    const numbers = /^(:\d+)+/.exec(stack.slice(at + name.length))?.[0];
    if (numbers !== undefined) return name + numbers;
  }
  return undefined;
}

/** The error that V8 throws for JavaScript does not know its place; `node --check` does. */
function placeOfSyntaxError(error: unknown, name: string): string | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const { stderr } = spawnSync(process.execPath, ["--check", name], { encoding: "utf8" });
  const line = /^(.+):(\d+)$/m.exec(stderr);
  return line?.[1]?.endsWith(name) ? `${name}:${line[2]}` : undefined;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().replaceAll(/\s*\n\s*/g, " ");
}
