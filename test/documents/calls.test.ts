import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { catalogue } from "../../src/cli/catalogue.ts";
import { environmentNameOf, flagNameOf } from "../../src/ground/index.ts";
import packageFile from "../../package.json" with { type: "json" };
import { callsIn, problemOfCall } from "./command-calls.ts";
import { codeSpansOf, indentedBlocksOf } from "./markdown.ts";
import { blocksOf, documents, textOf, unmetNeeds } from "./pages.ts";

const commands = await Promise.all(Object.values(catalogue).map(async ({ load }) => (await load()).command));

async function problemsOfCalls(document: string): Promise<string[]> {
  const problems: string[] = [];
  for (const { isShell, text, line } of blocksOf(document)) {
    if (!isShell) continue;
    for (const [program, ...args] of callsIn(text)) {
      const problem = program === "npm" ? problemOfScript(args) : await problemOfCall(args);
      if (problem !== null) problems.push(`${document}:${line} ${program} ${args.join(" ")}: ${problem}`);
    }
  }
  return problems;
}

function problemOfScript([verb = "", name = verb]: readonly string[]): string | null {
  if (!["run", "start", "test"].includes(verb)) return null;
  return Object.hasOwn(packageFile.scripts, verb === "run" ? name : verb) ? null : "no such script";
}

test("every call of pickup in a block has a command, flags and values that there are", async () => {
  assert.deepEqual((await Promise.all(documents.map(problemsOfCalls))).flat(), []);
});

test("a stale command, flag, value or argument in a block is found", async () => {
  const stale = ["pickup laod", "pickup load --usres 5", "pickup load -u many", "pickup compare a", "pickup --loud"];
  for (const line of stale) {
    const [call] = callsIn(`cat x.json | ${line} > out.txt # a comment`);
    assert.notEqual(await problemOfCall(call!.slice(1)), null, line);
  }
  assert.equal(callsIn('cd away && pickup load -t 3s \\\n  && pickup compare "$(pickup report)" b').length, 3);
});

test("every flag that the running text names is one of the command it is named with, or of any", () => {
  const foreign = /^(node|npm|npx|bash|docker|kubectl|nats-server|aws|locust|k6|curl|--(env-var|endpoint-url)\b)/;
  const stale = documents.flatMap((document) =>
    codeSpansOf(textOf(document)).flatMap((span) => {
      if (foreign.test(span)) return [];
      const [, name] = /^pickup ([a-z]+)/.exec(span) ?? [];
      const among = commands.filter((command) => name === undefined || command.name === name);
      const known = new Set(among.flatMap(({ options }) => Object.keys(options).map((key) => `--${flagNameOf(key)}`)));
      const flags = span.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [];
      return flags
        .filter((flag) => !known.has(flag.replace("--no-", "--")) && flag !== "--help")
        .map((flag) => `${document}: ${span}: ${flag}`);
    }),
  );
  assert.deepEqual(stale, []);
});

test("every word PICKUP_… that a document names is an option's variable, or a code of an error", () => {
  const variables = commands.flatMap(({ options }) => Object.keys(options).map(environmentNameOf));
  const sources = globSync("src/**/*.ts").map((file) => readFileSync(file, "utf8"));
  const codes = sources.flatMap((source) => source.match(/(?<=")PICKUP_[A-Z0-9_]+(?=")/g) ?? []);
  const known = new Set([...variables, ...codes]);
  const stale = documents.flatMap((document) =>
    (textOf(document).match(/\bPICKUP_[A-Z0-9_]*[A-Z0-9]\b/g) ?? [])
      .filter((name) => !known.has(name))
      .map((name) => `${document}: ${name}`),
  );
  assert.deepEqual(stale, []);
});

test("blocks that cannot run say why, each by a reason that is needed", () => {
  const needs = new Set(documents.flatMap((document) => blocksOf(document).flatMap(({ need }) => need ?? [])));
  assert.deepEqual([...needs].toSorted(), Object.keys(unmetNeeds).toSorted());
});

test("no command hides in a block without a fence", () => {
  const hidden = documents.flatMap((document) =>
    indentedBlocksOf(textOf(document))
      .filter((line) => /^(\S*pickup|npm|npx|git|curl|aws\S*) /.test(line))
      .map((line) => `${document}: ${line}`),
  );
  assert.deepEqual(hidden, []);
});
