import { globSync, readFileSync } from "node:fs";
import { fencedBlocksOf, type FencedBlock } from "./markdown.ts";

/** Every document of the repository, by its path. */
export const documents: readonly string[] = globSync([
  "*.md",
  "docs/**/*.md",
  "{aws-cli,examples,postman}/**/*.md",
  "deploy/**/*.md",
]).toSorted();

export function textOf(document: string): string {
  return readFileSync(document, "utf8");
}

/** Why a block of commands cannot run in a test: the word after `needs=`, and what it stands for. */
export const unmetNeeds: { readonly [word: string]: string } = {
  aws: "an account of AWS, or another service that is not on this machine",
  checkout: "a clone to set up, as continuous integration does",
  machines: "several machines",
};

/** A fenced block with what its info string says of it, such as `sh exit=3` or `json file=lies.json`. */
export interface Block extends FencedBlock {
  readonly isShell: boolean;
  /** Goes on in a terminal of its own until its page is done. */
  readonly isTerminal: boolean;
  /** The name under which it lies in the folder of its page. */
  readonly file: string | null;
  /** A word of `unmetNeeds`: the block is read, and not run. */
  readonly need: string | null;
  readonly exitCode: number;
}

/** The blocks of a document. Throws where an info string has a word that says nothing. */
export function blocksOf(document: string): Block[] {
  return fencedBlocksOf(textOf(document)).map((block) => {
    const facts = new Map(block.words.map((word) => word.split("=", 2) as [name: string, value: string]));
    const unknown = [...facts.keys()].filter((name) => !["terminal", "file", "needs", "exit"].includes(name));
    const need = facts.get("needs") ?? null;
    if (need !== null && unmetNeeds[need] === undefined) unknown.push(`needs=${need}`);
    if (unknown.length > 0) throw new Error(`${document}:${block.line}: ${unknown.join(" ")} says nothing`);
    return {
      ...block,
      isShell: ["sh", "bash", "console"].includes(block.language),
      isTerminal: facts.has("terminal"),
      file: facts.get("file") ?? null,
      need,
      exitCode: Number(facts.get("exit") ?? 0),
    };
  });
}

/** By what one sees that commands need a program that does not come with the kit. */
const signsOfPrograms: { readonly [program: string]: RegExp } = {
  aws: /\baws-cli\//,
  curl: /\bcurl\b/,
  "nats-server": /\bnats-server\b/,
};

/** Programs beyond npm that the commands of a document need. */
export function programsOf(document: string): string[] {
  const commands = blocksOf(document).filter(({ isShell, need }) => isShell && need === null);
  return Object.keys(signsOfPrograms).filter((name) => commands.some(({ text }) => signsOfPrograms[name]!.test(text)));
}
