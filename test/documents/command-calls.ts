import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { catalogue } from "../../src/cli/catalogue.ts";
import type { Command } from "../../src/cli/command.ts";
import { flagNameOf, resolveOptions } from "../../src/ground/index.ts";

/** A shell in which `pickup` and `npm` note how they are called, and every other program does nothing. */
const recordingShell = `
PATH=/nowhere
note() { { printf '%s\\0' "$@"; printf '\\n\\0'; } >> "$CALLS"; }
pickup() { note pickup "$@"; }
bin/pickup() { note pickup "$@"; }
npm() { note npm "$@"; }
npx() { [ "$1" != pickup ] || note "$@"; }
cd() { :; }
command_not_found_handle() { :; }
`;

/** How a text of shell commands calls `pickup` and `npm`, as the shell reads it; nothing of it is run. */
export function callsIn(commands: string): string[][] {
  const folder = mkdtempSync(join(tmpdir(), "pickup-calls-"));
  try {
    const calls = join(folder, "calls");
    const options = { cwd: folder, env: { CALLS: calls }, encoding: "utf8" } as const;
    const { status, stderr } = spawnSync("/bin/bash", ["-c", `: > "$CALLS"\n${recordingShell}\n${commands}`], options);
    if (/syntax error/.test(stderr) || status === null) throw new Error(stderr);
    const noted = readFileSync(calls, "utf8").split("\n\0");
    return noted.filter((call) => call !== "").map((call) => call.split("\0").slice(0, -1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with a call of `pickup`: its command, its flags, their values, or how many arguments it has. */
export async function problemOfCall(words: readonly string[]): Promise<string | null> {
  const [name = "--help", ...args] = words;
  if (name.startsWith("-")) return /^(-h|--help|-V|--version)$/.test(name) ? null : `no flag ${name}`;
  if (!Object.hasOwn(catalogue, name)) return `no command ${name}`;
  const { command } = await catalogue[name]!.load();
  try {
    const { values, positionals } = parseArgs({
      args,
      options: flagsOf(command),
      allowPositionals: true,
      allowNegative: true,
    });
    if (values["help"] === true) return null;
    const keys = Object.keys(command.options).map((key) => [key, values[flagNameOf(key)]]);
    resolveOptions(command.options, { flags: Object.fromEntries(keys), environment: {} });
    return problemOfCount(command, positionals.length);
  } catch (error) {
    return (error as Error).message;
  }
}

type Flag = { type: "boolean" | "string"; multiple: boolean; short?: string };

function flagsOf({ options }: Command): { [flag: string]: Flag } {
  const flags = Object.entries(options).map(([key, { type, short }]) => {
    const flag: Flag = { type: type.placeholder === null ? "boolean" : "string", multiple: type.repeatable };
    return [flagNameOf(key), short === undefined ? flag : { ...flag, short }];
  });
  return Object.fromEntries([...flags, ["help", { type: "boolean", multiple: false, short: "h" }]]);
}

function problemOfCount({ arguments: declared = [] }: Command, count: number): string | null {
  const least = declared.filter(({ optional }) => optional !== true).length;
  const most = declared.some(({ variadic }) => variadic === true) ? Number.POSITIVE_INFINITY : declared.length;
  return count >= least && count <= most ? null : `${count} arguments, not ${least} to ${most}`;
}
