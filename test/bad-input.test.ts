import assert from "node:assert/strict";
import { openSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { catalogue } from "../src/cli/catalogue.ts";
import { systemClock } from "../src/ground/index.ts";
import { commandLineRows } from "./bad-input/command-line-rows.ts";
import { configRows } from "./bad-input/config-rows.ts";
import { importRows } from "./bad-input/import-rows.ts";
import { loadRows } from "./bad-input/load-rows.ts";
import { openPlaces } from "./bad-input/places.ts";
import type { Row } from "./bad-input/row.ts";
import { Scene } from "./bad-input/scene.ts";
import { stackRows } from "./bad-input/stack-rows.ts";
import { tableRows } from "./bad-input/table-rows.ts";
import { testFileRows } from "./bad-input/test-file-rows.ts";
import { tokenRows } from "./bad-input/token-rows.ts";
import { tryRows } from "./bad-input/try-rows.ts";
import { runHere } from "./support/here.ts";
import { type Ended, runPickup } from "./support/kit.ts";

const rows: readonly Row[] = [
  ...commandLineRows,
  ...configRows,
  ...tableRows,
  ...tokenRows,
  ...loadRows,
  ...testFileRows,
  ...tryRows,
  ...importRows,
  ...stackRows,
];

const places = await openPlaces();
after(() => places[Symbol.asyncDispose]());

for (const row of rows) {
  test(row.name, { timeout: 30_000 }, async () => {
    using scene = new Scene(places.addresses);
    for (const [path, content] of Object.entries(row.files ?? {})) scene.write(path, content);
    row.given?.(scene);
    const before = scene.tree();
    const { exitCode, stdout, stderr } = await run(row, scene);

    const said =
      /^(?:warning: .*\n)*error: (?<error>.+(?:\n {2}.+)*)\nhint: (?<hint>.+)\n(?:more: `pickup help PICKUP_\w+`\n)?$/.exec(
        stderr,
      );
    assert.ok(said?.groups, `not one error with one hint:\n${stderr}`);
    assert.match(said.groups.error!, row.error);
    assert.match(said.groups.hint!, row.hint);
    assert.equal(exitCode, row.exitCode, stderr);
    assert.doesNotMatch(stdout, /^error:/m);
    assert.doesNotMatch(stderr, /undefined|\[object|\n +at /, "neither a stack nor a hole in the text");
    assert.doesNotMatch(stdout + stderr, /s3cret/);
    const left = scene.tree().filter((path) => !before.includes(path) && row.leaves?.test(path) !== true);
    assert.deepEqual(left, []);
  });
}

function run(row: Row, scene: Scene): Promise<Ended> {
  const words = scene.filled(row.line).split(" ").filter(Boolean);
  return row.asProcess ? runPickup(scene.folder, words, row.environment) : runImpatiently(row, words, scene.folder);
}

async function runImpatiently({ environment = {} }: Row, words: readonly string[], folder: string): Promise<Ended> {
  const interruption = new AbortController();
  // What is not refused, though it should be, must not run for ever.
  const patience = systemClock.after(15_000, () => interruption.abort("SIGTERM"));
  const ended = await runHere(folder, words, { environment, interrupted: interruption.signal });
  patience.cancel();
  return ended;
}

test("a full disk behind standard output is told on standard error, and what goes into files is complete", () => {
  using scene = new Scene({});
  const pickup = fileURLToPath(new URL("../bin/pickup", import.meta.url));
  const { status, stderr } = spawnSync(pickup, ["config", "5", "--out", "five.json"], {
    cwd: scene.folder,
    stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
    encoding: "utf8",
  });
  assert.equal(status, 2);
  assert.match(stderr, /^error: standard output cannot be written: ENOSPC\nhint: .+\n$/);
  assert.deepEqual(scene.tree(), ["config.json", "five.json"]);
});

test("the table has a row for every command, and for every exit code of bad input", () => {
  assert.ok(rows.length >= 40);
  const commands = new Set(rows.map(({ line }) => line.split(" ")[0]!));
  for (const command of Object.keys(catalogue)) assert.ok(commands.has(command), command);
  assert.deepEqual(new Set(rows.map(({ exitCode }) => exitCode)), new Set([2, 3, 4, 5, 6]));
  assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length, "every row has a name of its own");
});
