import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadInput } from "../../test/support/play.ts";
import { moduleBeside } from "../ground/index.ts";
import { filesOf, localInput, packedInput } from "./travel.ts";

function folder(t: { after: (end: () => void) => void }, files: { readonly [name: string]: string }): string {
  const path = mkdtempSync(join(tmpdir(), "pickup-travel-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

test("a test file travels with what it imports, and with the files its input names", async (t) => {
  const here = folder(t, {
    "test.ts": `import { defineLoadTest } from "pickup-load-test"; import { word } from "./words.ts"; export default word;`,
    "words.ts": `export const word: string = "said elsewhere";`,
    "tokens.jsonl": "a token",
  });
  const input = loadInput("http://127.0.0.1:1", {
    testFile: pathToFileURL(join(here, "test.ts")).href,
    tokens: { kind: "file", path: join(here, "tokens.jsonl") },
  });
  const files = await filesOf(input);
  assert.deepEqual([...files.keys()].toSorted(), ["load-test.mjs", "tokens.jsonl"]);
  const bundle = Buffer.from(files.get("load-test.mjs")!).toString();
  assert.match(bundle, /said elsewhere/);
  assert.doesNotMatch(bundle, /^import .*words/m);
});

test("the built-in test travels without the kit, which is at its place on every machine", async () => {
  const testFile = moduleBeside(import.meta.url, "../pickup/load-test").href;
  const bundle = Buffer.from(
    (await filesOf(loadInput("http://127.0.0.1:1", { testFile }))).get("load-test.mjs")!,
  ).toString();
  assert.match(bundle, /from "pickup-load-test"/);
  assert.ok(bundle.length < 50_000, `${bundle.length} bytes`);
});

test("an input that arrives names the files where they are, and shares its memory among the threads again", () => {
  const offsets = new Float64Array(new SharedArrayBuffer(16));
  offsets.set([3, 7]);
  const input = loadInput("http://127.0.0.1:1", {
    testFile: "file:///home/me/test.ts",
    tokens: { kind: "file", path: "/home/me/tokens.jsonl" },
    rowIndex: { path: "/home/me/users.csv", columns: ["id"], offsets },
  });
  const packed = packedInput(input);
  assert.doesNotMatch(JSON.stringify(packed), /home/);
  assert.ok(packed.rowIndex!.offsets.buffer instanceof ArrayBuffer);
  const there = localInput(packed, "/var/runs/1");
  assert.equal(fileURLToPath(there.testFile), "/var/runs/1/load-test.mjs");
  assert.deepEqual(there.tokens, { kind: "file", path: "/var/runs/1/tokens.jsonl" });
  assert.equal(there.rowIndex!.path, "/var/runs/1/users.csv");
  assert.deepEqual([...there.rowIndex!.offsets], [3, 7]);
  assert.ok(there.rowIndex!.offsets.buffer instanceof SharedArrayBuffer);
});
