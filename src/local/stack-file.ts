import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exitCodes, KitError, systemCodeOf } from "../ground/index.ts";

/** What `.pickup/local.json` says about the stack that runs in a folder. */
export interface LocalStackFile {
  readonly dynamodb: string;
  readonly tokens: string;
  readonly api: string;
  /** Of the `pickup local` that owns the file. */
  readonly pid: number;
}

const addresses = ["dynamodb", "tokens", "api"] as const;

/**
 * The addresses of the `pickup local` that runs in a folder, or null when there is no file. Throws
 * `PICKUP_LOCAL_DEAD` (exit code 5) when its process is gone, and `PICKUP_LOCAL_FILE_INVALID` (exit code 2).
 */
export async function readLocalStack(folder: string): Promise<LocalStackFile | null> {
  const stack = await readStackFile(folder);
  if (stack === null || isAlive(stack.pid)) return stack;
  throw new KitError("PICKUP_LOCAL_DEAD", `the \`pickup local\` of ${fileIn(folder)} (pid ${stack.pid}) has ended`, {
    hint: `Start \`pickup local\` again, or remove ${stackFile} and name the targets yourself.`,
    exitCode: exitCodes.unreachable,
  });
}

/** Throws `PICKUP_LOCAL_RUNNING` (exit code 2) when a living process owns the stack file of a folder. */
export async function requireNoLocalStack(folder: string): Promise<void> {
  const stack = await readStackFile(folder);
  if (stack !== null && isAlive(stack.pid)) throw alreadyRunning(folder, stack.pid);
}

/**
 * Writes the stack file of a folder, whole or not at all. Throws `PICKUP_LOCAL_RUNNING` when a living process owns it,
 * and `PICKUP_LOCAL_FILE_UNWRITABLE` (both exit code 2).
 */
export async function claimLocalStack(folder: string, stack: LocalStackFile): Promise<void> {
  try {
    await mkdir(dirname(fileIn(folder)), { recursive: true });
    await write(folder, stack);
  } catch (cause) {
    if (cause instanceof KitError) throw cause;
    const problem = `cannot be written: ${systemCodeOf(cause) ?? String(cause)}`;
    throw new KitError("PICKUP_LOCAL_FILE_UNWRITABLE", `${fileIn(folder)} ${problem}`, {
      hint: "Run `pickup local` in a folder that you may write to.",
      cause,
    });
  }
}

async function write(folder: string, stack: LocalStackFile): Promise<void> {
  const draft = `${fileIn(folder)}.${stack.pid}`;
  try {
    await writeFile(draft, `${JSON.stringify(stack, null, 2)}\n`);
    await place(draft, folder);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Unlike a rename, a link never replaces what another stack has written in the meantime. */
async function place(draft: string, folder: string): Promise<void> {
  const file = fileIn(folder);
  const other = await readStackFile(folder);
  if (other !== null && isAlive(other.pid)) throw alreadyRunning(folder, other.pid);
  if (other !== null) await rm(file, { force: true });
  try {
    await link(draft, file);
  } catch (error) {
    if (systemCodeOf(error) !== "EEXIST") throw error;
    await place(draft, folder);
  }
}

/** Removes the stack file of a folder if `pid` owns it. */
export async function releaseLocalStack(folder: string, pid: number): Promise<void> {
  const stack = await readStackFile(folder);
  if (stack?.pid === pid) await rm(fileIn(folder), { force: true });
}

/** Relative to the working directory. */
export const stackFile = join(".pickup", "local.json");

function fileIn(folder: string): string {
  return join(folder, stackFile);
}

async function readStackFile(folder: string): Promise<LocalStackFile | null> {
  const file = fileIn(folder);
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    if (systemCodeOf(cause) === "ENOENT") return null;
    throw unreadable(file, cause);
  });
  return text === null ? null : parsed(text, file);
}

function parsed(text: string, file: string): LocalStackFile {
  let stack: unknown;
  try {
    stack = JSON.parse(text);
  } catch (cause) {
    throw invalid(file, "is not JSON", cause);
  }
  if (typeof stack !== "object" || stack === null) throw invalid(file, "holds no object");
  const fields = stack as { readonly [name: string]: unknown };
  const wrong = addresses.find((name) => typeof fields[name] !== "string" || !URL.canParse(fields[name]));
  if (wrong !== undefined) throw invalid(file, `has no address under ${wrong}`);
  if (!Number.isSafeInteger(fields.pid) || (fields.pid as number) <= 0) throw invalid(file, "has no process id");
  return stack as LocalStackFile;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) === "EPERM";
  }
}

function alreadyRunning(folder: string, pid: number): KitError {
  return new KitError("PICKUP_LOCAL_RUNNING", `a \`pickup local\` (pid ${pid}) runs in ${folder} already`, {
    hint: `Use it, or end it first; if that process is something else, remove ${stackFile}.`,
  });
}

function unreadable(file: string, cause: unknown): KitError {
  const reason = systemCodeOf(cause) ?? String(cause);
  return new KitError("PICKUP_LOCAL_FILE_INVALID", `${file} cannot be read: ${reason}`, {
    hint: `${dirname(file)} must be a folder, and in it a file that you may read, or none.`,
    cause,
  });
}

function invalid(file: string, problem: string, cause?: unknown): KitError {
  return new KitError("PICKUP_LOCAL_FILE_INVALID", `${file} ${problem}`, {
    hint: "Remove the file; `pickup local` writes it anew.",
    cause,
  });
}
