import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { readingListApi, seededShelves, type Shelves, subjectOf } from "../examples/reading-list/api.ts";
import { booksOf, readerId } from "../examples/reading-list/shelves.ts";
import { listening } from "./support/dynalite.ts";
import { runHere } from "./support/here.ts";
import { emptyFolder, type Ended, runPickup, startPickup } from "./support/kit.ts";

const readingList = fileURLToPath(new URL("../examples/reading-list/load-test.ts", import.meta.url));
const secret = "a secret of the test, of 32 bytes or more";

/** Tries the example of the reading list as a reader, on an API with these shelves. */
async function tryReader(t: TestContext, shelves: Shelves, args: readonly string[] = []): Promise<Ended> {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "secret.txt"), secret);
  await using api = await listening(readingListApi(shelves, (request) => subjectOf(request, secret)));
  const words = ["try", readingList, "-H", api.endpoint, "--sign-with", "secret.txt", "--alg", "HS256"];
  return await runHere(folder, [...words, ...args]); // while the API is there
}

/** A folder with a test file whose only user type has these tasks. */
function folderWithTasks(t: TestContext, tasks: string, more = ""): string {
  const folder = emptyFolder(t);
  const lines = [
    'import { constant, defineLoadTest } from "pickup-load-test";',
    more,
    `export default defineLoadTest({ users: { asker: { wait: constant(1), bearer: () => "opaque-token-7", tasks: {`,
    tasks,
    "} } } });",
  ];
  writeFileSync(join(folder, "my-test.ts"), lines.join("\n"));
  return folder;
}

const greeting = () => createServer((_, answer) => answer.end('{"greeting":"hello"}'));

test("try shows each request and answer of one user with its phases, and no token", async (t) => {
  const { exitCode, stdout, stderr } = await tryReader(t, seededShelves(), ["--user-id", readerId(3)]);
  assert.equal(exitCode, 0, stdout + stderr);
  assert.match(stdout, /^shelf \(reader reader-0003\)\n {2}→ GET \/v2\/shelf\n( {6}\S.*\n)+ {2}← status 200 after /m);
  assert.match(stdout, /← status 200 after [\d.]+ ms \(.*connect [\d.]+, first byte [\d.]+/);
  assert.match(stdout, /^ {6}Authorization: \*\*\*$/im);
  assert.doesNotMatch(stdout, /eyJ/);
  assert.match(stdout, /\{"data":\{"shelf":\[\{"isbn"/);
  assert.match(stdout, /✓ ok\n\n1 request, 0 failed\n1 answer, .*: all right\.\nPASSED \(exit code 0\)\n$/);
});

test("try on a service that lies shows what was owed and what came", async (t) => {
  const shelves = seededShelves();
  const [lost] = booksOf(0);
  shelves.get(`SHELF#${readerId(0)}`)!.delete(`BOOK#${lost!.isbn}`);
  const { exitCode, stdout } = await tryReader(t, shelves);
  assert.equal(exitCode, 3);
  assert.match(stdout, new RegExp(`✗ wrong-content: reader-0000: missing ${lost!.isbn}`));
  assert.match(stdout, new RegExp(`^ {6}expected .*${lost!.isbn}`, "m"));
  assert.match(stdout, /^ {6}got /m);
  assert.match(stdout, /FAILED \(exit code 3\)/);
});

test("try ends with 97 when an answer holds what is another user's", async (t) => {
  const shelves = seededShelves();
  shelves.get(`SHELF#${readerId(0)}`)!.set("BOOK#978-9999", booksOf(1)[0]!);
  const { exitCode, stdout } = await tryReader(t, shelves);
  assert.equal(exitCode, 97, stdout);
});

test("try follows what one user writes where writing tasks are asked for", async (t) => {
  const { exitCode, stdout } = await tryReader(t, seededShelves(), ["--writes", "50%", "--task", "turnPage"]);
  assert.equal(exitCode, 0, stdout);
  assert.match(stdout, /→ PUT \/v2\/shelf\/978-\d+\n/);
  assert.doesNotMatch(stdout, /→ GET/);
});

test("a token that the API refuses ends try with 4, and is not shown", async (t) => {
  const folder = folderWithTasks(t, 'async ask(user) { await user.http.get("/"); }');
  const refusing = createServer(({ headers }, answer) => answer.writeHead(401).end(`no: ${headers.authorization}`));
  await using api = await listening(refusing);
  const { exitCode, stdout } = await runHere(folder, ["try", "my-test.ts", "-H", api.endpoint, "--token-kind", "none"]);
  assert.equal(exitCode, 4);
  assert.match(stdout, /✗ http-error: status 401/);
  assert.match(stdout, /FAILED \(exit code 4\)\n {2}The API refused the token/);
  assert.doesNotMatch(stdout, /opaque-token/);
});

test("a task that throws is shown with file, line and source, also what it imports, and try ends with 3", async (t) => {
  const folder = folderWithTasks(
    t,
    `async ask(user) {
       const answer = await user.http.get("/");
       greet(answer.json());
     }`,
    'import { greet } from "./greet.ts";',
  );
  const greet = ["// what the test imports", "export function greet(json: any) {", "  json.nobody.greet();", "}"];
  writeFileSync(join(folder, "greet.ts"), greet.join("\n"));
  await using api = await listening(greeting());
  const { exitCode, stdout } = await runHere(folder, ["try", "my-test.ts", "-H", api.endpoint, "--token-kind", "none"]);
  assert.equal(exitCode, 3);
  assert.match(stdout, /✗ TypeError \(ask\): Cannot read properties of undefined \(reading 'greet'\)/);
  assert.match(stdout, /at greet\.ts:3:15\n[^>]*\n {4}> 3 \| {3}json\.nobody\.greet\(\);\n +\^\n/);
});

test("try runs all tasks in the order of the file, also those in groups, or the one that is named", async (t) => {
  const folder = folderWithTasks(
    t,
    `second: { weight: 9, run: (user) => user.http.get("/2").then(() => undefined) },
     group: { tasks: { inner: async (user) => void (await user.http.get("/3")), last: async (user) => void (await user.http.get("/4")) } },`,
  );
  await using api = await listening(greeting());
  const words = ["try", "my-test.ts", "-H", api.endpoint, "--token-kind", "none"];
  const asked = async (args: readonly string[]) => {
    const { exitCode, stdout } = await runHere(folder, [...words, ...args]);
    assert.equal(exitCode, 0, stdout);
    return Array.from(stdout.matchAll(/→ GET (\S+)/g), ([, path]) => path);
  };
  assert.deepEqual(await asked([]), ["/2", "/3", "/4"]);
  assert.deepEqual(await asked(["--task", "group/last"]), ["/4"]);
  assert.deepEqual(await asked(["--task", "group"]), ["/3", "/4"]);
});

test("try plays the user as each user type, with what it does at start and end", async (t) => {
  const folder = emptyFolder(t);
  const type = (name: string) =>
    `${name}: { wait: constant(1), onStart: (user) => user.http.get("/${name}/start").then(() => undefined),
       onStop: (user) => user.http.get("/${name}/stop").then(() => undefined),
       tasks: { act: (user) => user.http.get("/${name}/act").then(() => undefined) } }`;
  const source = `import { constant, defineLoadTest } from "pickup-load-test";
    export default defineLoadTest({ users: { ${type("buyer")}, ${type("clerk")} } });`;
  writeFileSync(join(folder, "my-test.ts"), source);
  await using api = await listening(greeting());
  const { stdout } = await runHere(folder, ["try", "my-test.ts", "-H", api.endpoint, "--user-id", "user-7"]);
  const steps = Array.from(stdout.matchAll(/^(\w+ \(.*\))\n {2}→ GET (\S+)/gm), ([, head, path]) => `${head} ${path}`);
  const stepsOf = (name: string) => [
    `onStart (${name} user-7) /${name}/start`,
    `act (${name} user-7) /${name}/act`,
    `onStop (${name} user-7) /${name}/stop`,
  ];
  assert.deepEqual(steps, [...stepsOf("buyer"), ...stepsOf("clerk")]);
});

test("what a measured act throws is shown with its place", async (t) => {
  const folder = folderWithTasks(t, 'ask: (user) => user.measure("dig", () => { throw new Error("too deep"); }),');
  await using api = await listening(greeting());
  const { exitCode, stdout } = await runHere(folder, ["try", "my-test.ts", "-H", api.endpoint, "--token-kind", "none"]);
  assert.equal(exitCode, 3);
  assert.match(stdout, / {2}measure dig: [\d.]+ ms\n {2}✗ check-failed: too deep\n {4}at my-test\.ts:4:\d+\n/);
});

test("a promise that nobody waits for is an error of the test", async (t) => {
  const folder = folderWithTasks(t, 'ask(user) { void Promise.reject(new Error("nobody waits")); void user.id; }');
  await using api = await listening(greeting());
  const { exitCode, stdout } = await runPickup(folder, [
    "try",
    "my-test.ts",
    "-H",
    api.endpoint,
    "--token-kind",
    "none",
  ]);
  assert.equal(exitCode, 3);
  assert.match(stdout, /✗ Error \(outside of a task\): nobody waits\n {4}at my-test\.ts:4:/);
});

test("try --watch tries again when what the test file imports changes, and Ctrl+C ends it with 0", async (t) => {
  const folder = folderWithTasks(
    t,
    "ask: async (user) => void (await user.http.get(path)),",
    'import { path } from "./path.ts";',
  );
  const write = (path: string) => writeFileSync(join(folder, "path.ts"), `export const path = "${path}";`);
  write("/before");
  await using api = await listening(greeting());
  const running = startPickup(folder, ["try", "my-test.ts", "-H", api.endpoint, "--token-kind", "none", "--watch"]);
  await running.waitFor(/→ GET \/before[^]*waiting for a change/);
  write("/after");
  await running.waitFor(/→ GET \/after[^]*waiting for a change/);
  running.process.kill("SIGINT");
  assert.equal((await running.ended).exitCode, 0);
});
