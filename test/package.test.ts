import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { accessSync, constants, copyFileSync, mkdirSync, mkdtempSync } from "node:fs";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { Summary } from "../src/results/index.ts";
import { listening } from "./support/dynalite.ts";
import { emptyFolder, type Ended, passing, type Running, startProgram, whenReady } from "./support/kit.ts";
import { npm, withPinnedNode } from "./support/npm.ts";
import { olderNode } from "./support/older-node.ts";

const checkout = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
/** Also a test of awkward names of folders. */
const home = join(mkdtempSync(join(tmpdir(), "pickup-package-")), "it's 100% new & #1 ü");
const installed = join(home, "node_modules", "pickup-load-test");
const pickup = join(home, "node_modules", ".bin", "pickup");
const tsc = join(checkout, "node_modules", ".bin", "tsc");
let packedBytes = 0;

before(() => {
  mkdirSync(home);
  npm(checkout, ["pack", "--pack-destination", join(home, "..")]);
  const tarball = readdirSync(join(home, "..")).find((name) => name.endsWith(".tgz"))!;
  packedBytes = statSync(join(home, "..", tarball)).size;
  // What `npm init` writes; "commonjs" must not keep a test file from being a module.
  writeFileSync(join(home, "package.json"), '{ "name": "empty", "version": "1.0.0", "type": "commonjs" }');
  npm(home, ["install", join("..", tarball)]);
});
after(() => rmSync(join(home, ".."), { recursive: true, force: true }));

function start(folder: string, args: readonly string[]): Running {
  return startProgram(pickup, folder, args, withPinnedNode);
}

async function pass(folder: string, args: readonly string[]): Promise<Ended> {
  const ended = await passing(() => start(folder, args).ended);
  assert.deepEqual([ended.exitCode, ended.stderr], [0, ""], `pickup ${args.join(" ")}\n${ended.stdout}`);
  return ended;
}

function startInstalledStack(t: TestContext): Promise<Running> {
  return whenReady(t, start(home, ["local"]));
}

/** Every file of the installed package, with `/` between folders. */
function shippedFiles(): string[] {
  return readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(installed.length + 1));
}

test("the package holds what it needs and nothing else", (t) => {
  const files = shippedFiles();
  const wanted = [
    /^dist\/.+\.(js|d\.ts)$/,
    /^dist\/seeding\/plan\/prices\.json$/,
    /^docs\/[\w-]+\.md$/,
    /^dist\/page\/(index\.html|page\.css|licences\.txt|stamp)$/,
    /^(aws-cli|examples|postman|templates|token-payloads)\//,
    /^(package\.json|config\.schema\.json|README\.md|LICENSE)$/,
  ];
  assert.deepEqual(
    files.filter((file) => !wanted.some((pattern) => pattern.test(file)) || /\.test\./.test(file)),
    [],
  );
  const atTop = new Set(files.map((file) => file.split("/")[0]));
  for (const name of [
    "dist",
    "aws-cli",
    "examples",
    "postman",
    "templates",
    "token-payloads",
    "config.schema.json",
    "LICENSE",
  ])
    assert.ok(atTop.has(name), name);
  const unpackedBytes = files.reduce((sum, file) => sum + statSync(join(installed, file)).size, 0);
  t.diagnostic(`${files.length} files, ${packedBytes} bytes packed, ${unpackedBytes} bytes unpacked`);
  assert.ok(packedBytes < 1_000_000);
});

test("no shipped file knows the machine that made it", () => {
  const telling = [`${checkout}/`, `${homedir()}/`, `${tmpdir()}/`];
  const told = shippedFiles().filter((file) => {
    const text = readFileSync(join(installed, file), "utf8");
    return telling.some((path) => text.includes(path));
  });
  assert.deepEqual(told, []);
});

test("what npm links as pickup can be executed, and packing leaves the checkout as it was", () => {
  accessSync(pickup, constants.X_OK);
  const { stdout } = spawnSync("git", ["status", "--porcelain", "--", "dist", "*.tgz"], { cwd: checkout });
  assert.equal(String(stdout), "");
});

test("the installed package does the whole job, with two workers", async (t) => {
  const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { version: string };
  assert.equal((await pass(home, ["--version"])).stdout, `${version}\n`);
  assert.match((await pass(home, ["help", "PICKUP_TARGET_MISSING"])).stdout, /\nCure: start `pickup local`/);
  await startInstalledStack(t);
  await pass(home, ["doctor", "--web-port", "0"]);
  copyFileSync(join(installed, "examples", "continue-watching.ts"), join(home, "my-test.ts"));
  await pass(home, ["config", "10"]);
  await pass(home, ["seed"]);
  await pass(home, ["verify"]);
  const load = ["load", "--headless", "my-test.ts", "--workers", "2", "-u", "10", "-r", "100", "-t", "3s"];
  await pass(home, [...load, "--json-file", "summary.json"]);
  const summary = JSON.parse(readFileSync(join(home, "summary.json"), "utf8")) as Summary;
  assert.equal(summary.verdict, "passed");
  const report = readFileSync(join(home, "runs", summary.run.id, "report.html"), "utf8");
  assert.match(report, /<script type="application\/gzip" id="report-data">/, "the page is shipped with the kit");
  assert.equal(summary.run.workers, 2);
  assert.deepEqual(
    summary.workers.map(({ users, lost }) => [users, lost]),
    [
      [5, false],
      [5, false],
    ],
  );
  assert.ok(summary.total.outcomes.ok >= 10);
  await pass(home, ["clean"]);
});

test("from an empty folder three commands lead to a load that passes, in less than a minute", async (t) => {
  const folder = join(home, "first hour");
  mkdirSync(folder);
  const startMs = performance.now();
  const { stdout: next } = await pass(folder, ["init", "--yes"]);
  assert.match(
    next,
    /\nnext, after `npm install`:\n {2}npx pickup local --seeded .*\n {2}npx pickup try load-test\.ts /,
  );
  await whenReady(t, start(folder, ["local", "--seeded"]));
  const { stdout } = await pass(folder, ["try"]);
  assert.match(stdout, /1 answer, each compared with what its viewer is owed: all right\./);
  await pass(folder, ["load", "--headless", "-u", "5", "-r", "100", "-t", "2s"]);
  assert.ok(performance.now() - startMs < 60_000);
});

test("what init writes type-checks, and asks npm for the tarball that it came from", async () => {
  for (const kind of ["pickup", "http", "dataset"]) {
    const folder = join(home, `of kind ${kind}`);
    mkdirSync(folder);
    await pass(folder, ["init", "--kind", kind, "--yes"]);
    const { devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      readonly devDependencies: { readonly [name: string]: string };
    };
    assert.match(devDependencies["pickup-load-test"]!, /^file:\.\.\/\.\.\/pickup-load-test-.*\.tgz$/);
    const { stdout, status } = spawnSync(tsc, [], { cwd: folder, encoding: "utf8" });
    assert.deepEqual([stdout, status], ["", 0], kind);
  }
});

test("a test file anywhere gets the running kit under its name, even where another copy is installed", async (t) => {
  const folder = emptyFolder(t);
  const copy = join(folder, "node_modules", "pickup-load-test");
  mkdirSync(copy, { recursive: true });
  writeFileSync(join(copy, "package.json"), '{ "name": "pickup-load-test", "exports": "./index.js" }');
  writeFileSync(join(copy, "index.js"), 'throw new Error("this is the other copy");');
  writeFileSync(
    join(folder, "other-test.ts"),
    `import { constant, defineLoadTest } from "pickup-load-test";
     import { path } from "./path.ts";
     const ask = async (user: { http: { get(path: string): Promise<unknown> } }) => void (await user.http.get(path));
     export default defineLoadTest({ users: { asker: { wait: constant(0.2), tasks: { ask } } } });`,
  );
  writeFileSync(join(folder, "path.ts"), 'export const path: string = "/found";');
  await using server = await listening(createServer((_, answer) => answer.end()));
  const briefly = "--headless --workers 2 -u 2 -r 100 -t 1s".split(" ");
  const load = ["load", "other-test.ts", "-H", server.endpoint, ...briefly];
  const { stdout } = await pass(folder, load);
  assert.match(stdout, /GET \/found/);
});

test("test files type-check against the installed package as they are, without a tsconfig or other packages", () => {
  for (const name of ["continue-watching.ts", "any-api.ts"])
    copyFileSync(join(installed, "examples", name), join(home, name));
  writeFileSync(
    join(home, "wrong.ts"),
    `import { constant, defineLoadTest } from "pickup-load-test";
     export default defineLoadTest({
       // @ts-expect-error -- a user has no such method: its type is known, not any
       users: { asker: { wait: constant(1), tasks: { ask: (user) => user.nonsense() } } },
     });`,
  );
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--skipLibCheck", "false"];
  const files = ["continue-watching.ts", "any-api.ts", "wrong.ts"];
  const { stdout, status } = spawnSync(tsc, [...options, ...files], { cwd: home, encoding: "utf8" });
  assert.deepEqual([stdout, status], ["", 0]);
});

test("under an older Node pickup says so in one line, with a hint", async (t) => {
  const folder = emptyFolder(t);
  const node = olderNode(folder);
  const PATH = `${dirname(node)}${delimiter}${process.env["PATH"]}`;
  for (const args of [[], ["--version"], ["load"]]) {
    const { exitCode, stdout, stderr } = await startProgram(pickup, folder, args, { PATH }).ended;
    assert.deepEqual([exitCode, stdout], [2, ""]);
    assert.match(stderr, /^error: pickup-load-test needs Node 24 or newer; this is \d+\.\d+\.\d+\nhint: .+\n$/);
  }
});
