import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { blocksOf, documents } from "./pages.ts";

test("every TypeScript sample of the documents type-checks", (t) => {
  // Inside the checkout, so that the types of Node are found.
  mkdirSync("node_modules/.cache", { recursive: true });
  const folder = mkdtempSync("node_modules/.cache/samples-");
  t.after(() => rmSync(folder, { recursive: true }));
  for (const document of documents) {
    for (const { language, file, line, text } of blocksOf(document)) {
      if (language !== "ts") continue;
      const path = join(folder, document, file ?? `line-${line}.ts`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  const paths = { "pickup-load-test": ["../../../src/index.ts"] };
  const compilerOptions = { paths, rootDir: "../../.." };
  const config = { extends: "../../../tsconfig.json", compilerOptions, include: ["**/*.ts"], exclude: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { status, stdout } = spawnSync("node_modules/.bin/tsc", ["-p", folder], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});
