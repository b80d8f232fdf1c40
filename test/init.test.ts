import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { readingListApi, seededShelves, subjectOf } from "../examples/reading-list/api.ts";
import { kindNames } from "../src/cli/scaffold/kinds.ts";
import { readConfig } from "../src/dataset/index.ts";
import { systemClock } from "../src/ground/index.ts";
import { listening } from "./support/dynalite.ts";
import { runHere } from "./support/here.ts";
import { emptyFolder } from "./support/kit.ts";

interface Manifest {
  readonly name: string;
  readonly scripts: { readonly [name: string]: string };
}

const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** What a line of the scripts passes to `pickup`. */
const wordsOf = (script: string) => script.split(" ").slice(1);

/** Both sides of a terminal that nobody has to sit at. */
function terminals() {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 100, setRawMode: () => undefined });
  return { stdin: terminal(), stdout: terminal() };
}

for (const kind of kindNames) {
  test(`init --kind ${kind} writes a whole folder and says which three commands come next`, async (t) => {
    const folder = emptyFolder(t);
    const { exitCode, stdout, stderr } = await runHere(folder, ["init", "My first test", "--kind", kind, "--yes"]);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    const made = join(folder, "My first test");
    const common = [".github/workflows/load-test.yml", ".gitignore", "load-test.ts", "package.json", "tsconfig.json"];
    for (const path of common) {
      assert.ok(existsSync(join(made, path)), path);
      assert.ok(stdout.includes(`wrote My first test/${path}\n`), path);
    }
    assert.equal(manifestIn(made).name, "my-first-test");
    assert.match(stdout, /\nnext, after `cd 'My first test'`:\n( {2}\S.* # \S.*\n){3}`npm install` brings /);
  });
}

test("the config of the pickup kind is one of `pickup config`", async (t) => {
  const folder = emptyFolder(t);
  await runHere(folder, ["init", "--yes"]);
  const { config, warnings } = await readConfig(join(folder, "config.json"), systemClock);
  assert.deepEqual([config.hurleyUserIds?.length, warnings], [50, []]);
});

test("what init writes for any HTTP API passes on one", async (t) => {
  const folder = emptyFolder(t);
  await runHere(folder, ["init", "--kind", "http", "--yes"]);
  await using api = await listening(createServer((_, answer) => answer.end("{}")));
  const { exitCode, stdout } = await runHere(folder, ["try", "load-test.ts", "-H", api.endpoint]);
  assert.equal(exitCode, 0, stdout);
  assert.match(stdout, /→ GET \/\n[^]*→ GET \/items\/\d+\n/);
});

test("what init writes for an own dataset passes on the API that comes with it, with a secret of its own", async (t) => {
  const folder = emptyFolder(t);
  await runHere(folder, ["init", "--kind", "dataset", "--yes"]);
  const secret = readFileSync(join(folder, "secret.txt"), "utf8");
  assert.equal(statSync(join(folder, "secret.txt")).mode & 0o777, 0o600);
  await using api = await listening(readingListApi(seededShelves(), (request) => subjectOf(request, secret)));
  const words = wordsOf(manifestIn(folder).scripts["try"]!.replace("http://127.0.0.1:3000", api.endpoint));
  const { exitCode, stdout, stderr } = await runHere(folder, words);
  assert.equal(exitCode, 0, stdout + stderr);
  assert.match(stdout, /1 answer, .*all right/);
});

test("init overwrites nothing: one file in its way, and nothing is written", async (t) => {
  const folder = emptyFolder(t);
  mkdirSync(join(folder, ".pickup"));
  writeFileSync(join(folder, "tsconfig.json"), "{}");
  writeFileSync(join(folder, "package.json"), '{ "name": "something-else" }');
  const { exitCode, stdout, stderr } = await runHere(folder, ["init", "--yes"]);
  assert.deepEqual([exitCode, stdout], [2, ""]);
  assert.match(
    stderr,
    /^error: nothing was written, because tsconfig\.json, package\.json would be overwritten\nhint: /,
  );
  assert.deepEqual(readdirSync(folder).toSorted(), [".pickup", "package.json", "tsconfig.json"]);
});

test("a package.json that has the kit already is kept as it is", async (t) => {
  const folder = emptyFolder(t);
  const text = '{ "devDependencies": { "pickup-load-test": "^0.1.0" } }';
  writeFileSync(join(folder, "package.json"), text);
  const { exitCode, stdout } = await runHere(folder, ["init", "--yes"]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^kept package\.json$/m);
  assert.match(stdout, /^next:$/m);
  assert.equal(readFileSync(join(folder, "package.json"), "utf8"), text);
});

test("on a terminal init asks for folder and kind", { timeout: 20_000 }, async (t) => {
  const folder = emptyFolder(t);
  const { stdin, stdout } = terminals();
  const down = "\u001B[B";
  const answers: [RegExp, string][] = [
    [/In which folder\?/, "asked\r"],
    [/What is under test\?/, `${down}\r`],
  ];
  let shown = "";
  stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    if (!answers[0]?.[0].test(shown)) return;
    const [, keys] = answers.shift()!;
    setImmediate(() => stdin.write(keys)); // a question is drawn before it listens
  });
  const { exitCode } = await runHere(folder, ["init"], { stdin, stdout });
  assert.equal(exitCode, 0, shown);
  assert.match(readFileSync(join(folder, "asked", "load-test.ts"), "utf8"), /^\/\/ A load test of an HTTP API/);
});

test("who gives up at a question gets nothing written, and 130", { timeout: 20_000 }, async (t) => {
  const folder = emptyFolder(t);
  const { stdin, stdout } = terminals();
  stdout.once("data", () => setImmediate(() => stdin.write("\u0003")));
  const { exitCode } = await runHere(folder, ["init", "--kind", "http"], { stdin, stdout });
  assert.deepEqual([exitCode, readdirSync(folder)], [130, []]);
});
