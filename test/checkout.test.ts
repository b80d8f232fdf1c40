import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { listening } from "./support/dynalite.ts";
import { emptyFolder, startProgram, whenReady } from "./support/kit.ts";

const checkout = fileURLToPath(new URL("..", import.meta.url));
const version = `${(JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { version: string }).version}\n`;

/** What a clone holds of the program, in a folder with an awkward name; without its dependencies. */
function cloneOf(folder: string): string {
  const clone = join(folder, "the 50% house #2");
  for (const name of ["bin", "src", "package.json", "token-payloads"])
    cpSync(join(checkout, name), join(clone, name), { recursive: true });
  return clone;
}

function installedCloneOf(t: TestContext): { readonly folder: string; readonly clone: string } {
  const folder = emptyFolder(t);
  const clone = cloneOf(folder);
  symlinkSync(join(checkout, "node_modules"), join(clone, "node_modules"));
  return { folder, clone };
}

test("bin/pickup starts through links, from any folder and with any name of its own", async (t) => {
  const { folder, clone } = installedCloneOf(t);
  mkdirSync(join(folder, "own commands"));
  symlinkSync(join(clone, "bin", "pickup"), join(folder, "own commands", "pickup"));
  symlinkSync("own commands/pickup", join(folder, "load it"));
  for (const program of [
    join(clone, "bin/pickup"),
    "./own commands/pickup",
    "./load it",
    "the 50% house #2/bin/pickup",
  ]) {
    const { exitCode, stdout, stderr } = await startProgram(program, folder, ["--version"]).ended;
    assert.deepEqual([exitCode, stdout, stderr], [0, version, ""], program);
  }
});

test("services and workers start in a checkout whose path has blanks and signs", async (t) => {
  const { folder, clone } = installedCloneOf(t);
  const pickup = join(clone, "bin", "pickup");
  await whenReady(t, startProgram(pickup, folder, ["local"]));
  writeFileSync(
    join(folder, "one request.ts"),
    `import { constant, defineLoadTest } from "pickup-load-test";
     export default defineLoadTest({
       users: { asker: { wait: constant(1), tasks: { ask: async (user) => void (await user.http.get("/")) } } },
     });`,
  );
  await using server = await listening(createServer((_, answer) => answer.end()));
  const briefly = "--headless -u 2 -r 100 -t 1s --workers 2".split(" ");
  const load = ["load", "one request.ts", "-H", server.endpoint, ...briefly];
  const { exitCode, stdout, stderr } = await startProgram(pickup, folder, load).ended;
  assert.deepEqual([exitCode, stderr], [0, ""], stdout);
});

test("a checkout without its dependencies says what to do", async (t) => {
  const folder = emptyFolder(t);
  const clone = cloneOf(folder);
  const { exitCode, stdout, stderr } = await startProgram(join(clone, "bin", "pickup"), folder, ["load"]).ended;
  assert.deepEqual([exitCode, stdout], [2, ""]);
  assert.equal(stderr, `error: dependencies are not installed\nhint: run \`npm ci\` in ${clone}\n`);
});
