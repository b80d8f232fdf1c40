import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import type { TestContext } from "node:test";
import { emptyFolder, type Running, startProgram } from "../support/kit.ts";
import { withPinnedNode } from "../support/npm.ts";
import { type Block, blocksOf } from "./pages.ts";

const checkout = resolve(import.meta.dirname, "../..");

/** What a document may name of the checkout it stands in. */
const named = ["aws-cli", "deploy", "examples", "node_modules", "postman", "token-payloads"];

/** `pickup` on the path is the checkout's, quick to start; what would go on until somebody ends it, ends by itself. */
const surroundings = {
  PATH: `${join(checkout, "bin")}${delimiter}${withPinnedNode.PATH}`,
  AWS_EC2_METADATA_DISABLED: "true",
  PICKUP_AUTOSTART: "true",
  PICKUP_AUTOQUIT: "0s",
  PICKUP_WEB_PORT: "0",
  PICKUP_RUN_TIME: "2s",
  PICKUP_STORE: "memory",
  PICKUP_WORKERS: "1",
};

/** Commands that end by themselves run a load again that a machine standing still made fail. */
const patience = { ...surroundings, PATH: `${join(import.meta.dirname, "bin")}${delimiter}${surroundings.PATH}` };

/** A block that takes longer hangs. */
const longest = "60s";

/** Makes the folder in which a page is played. */
export function folderOfPage(t: TestContext): string {
  const folder = emptyFolder(t);
  for (const name of named) symlinkSync(join(checkout, name), join(folder, name));
  return folder;
}

/** True when a document has commands that run here. */
export function isPlayed(document: string): boolean {
  return blocksOf(document).some(({ isShell, need }) => isShell && need === null);
}

/** Writes the files of a page into a folder and runs its blocks of commands there, from the first to the last. */
export async function playPage(document: string, folder: string): Promise<void> {
  const terminals: Running[] = [];
  try {
    const blocks = blocksOf(document);
    for (const { file, text } of blocks) if (file !== null) writeFile(join(folder, file), text);
    for (const block of blocks) {
      if (!block.isShell || block.need !== null) continue;
      if (block.isTerminal) terminals.push(await openTerminal(folder, block));
      else await runBlock(document, folder, block);
    }
  } finally {
    await Promise.all(terminals.toReversed().map(closeTerminal));
  }
}

function writeFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function runBlock(document: string, folder: string, { text, line, exitCode }: Block): Promise<void> {
  const ended = await startProgram("timeout", folder, [longest, "bash", "-euc", text], patience).ended;
  assert.equal(ended.exitCode, exitCode, `${document}:${line}\n${text}\n${ended.stdout}\n${ended.stderr}`);
}

/** Opens a terminal in which commands go on, and waits until they say that they are ready. */
async function openTerminal(folder: string, { text }: Block): Promise<Running> {
  // Only the page that somebody wants to look at waits for them.
  const { PICKUP_AUTOSTART: _, PICKUP_AUTOQUIT: __, ...waiting } = surroundings;
  const terminal = startProgram("bash", folder, ["-euc", `exec ${text.trim()}`], waiting);
  await terminal.waitFor(/ready|waits|http:\/\/127\.0\.0\.1:\d+\/?\b/i);
  return terminal;
}

async function closeTerminal(terminal: Running): Promise<void> {
  terminal.process.kill("SIGTERM");
  await terminal.ended;
}
