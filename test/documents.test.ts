import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { withTableOfRooms } from "../scripts/architecture-table.ts";

const documents = globSync(["*.md", "docs/**/*.md", "aws-cli/*.md", "postman/*.md", "examples/*.md"]);

test("the table of rooms in ARCHITECTURE.md is the one in house.ts", () => {
  const document = readFileSync("ARCHITECTURE.md", "utf8");
  // The formatter pads tables.
  const unpadded = (text: string) => text.replace(/ {2,}/g, " ").replace(/-{3,}/g, "---");
  const wanted = withTableOfRooms(document);
  assert.equal(unpadded(document), unpadded(wanted), "run `node scripts/architecture-table.ts`");
});

test("every relative link in the documents leads to a file", () => {
  const broken = documents.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, target]) => target!)
      .filter((target) => !existsSync(join(dirname(file), target)))
      .map((target) => `${file} -> ${target}`),
  );
  assert.deepEqual(broken, []);
});

test("the README stays at about a hundred lines", () => {
  const lines = readFileSync("README.md", "utf8").split("\n").length;
  assert.ok(lines <= 120, `${lines} lines`);
});
