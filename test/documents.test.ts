import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { withTableOfRooms } from "../scripts/architecture-table.ts";
import { errorEntries } from "../src/cli/help/error-entries.ts";
import { exitCodes } from "../src/ground/index.ts";

test("the table of rooms in ARCHITECTURE.md is the one in house.ts", () => {
  const document = readFileSync("ARCHITECTURE.md", "utf8");
  // The formatter pads tables.
  const unpadded = (text: string) => text.replace(/ {2,}/g, " ").replace(/-{3,}/g, "---");
  const wanted = withTableOfRooms(document);
  assert.equal(unpadded(document), unpadded(wanted), "run `node scripts/architecture-table.ts`");
});

test("the README stays at about a hundred lines", () => {
  const lines = readFileSync("README.md", "utf8").split("\n").length;
  assert.ok(lines <= 120, `${lines} lines`);
});

/** Literals that look like codes but are variables, or the beginnings of codes. */
const noCodes = ["PICKUP_OAUTH_CLIENT_ID", "PICKUP_OAUTH_CLIENT_SECRET", "PICKUP_TOKEN"];

function codesOfSources(): string[] {
  const sources = globSync("src/**/*.ts").filter((file) => !file.endsWith(".test.ts"));
  const found = sources.flatMap(
    (file) => readFileSync(file, "utf8").match(/"PICKUP_\w+[A-Z]"|\bPICKUP_\w+(?=: ")/g) ?? [],
  );
  return [...new Set(found.map((code) => code.replaceAll('"', "")))].filter((code) => !noCodes.includes(code));
}

test("docs/errors.md has every error code of the sources and no other, each once", () => {
  const documented = errorEntries().map(({ code }) => code);
  const used = codesOfSources();
  assert.ok(used.length > 100);
  assert.deepEqual({ missing: used.filter((code) => !documented.includes(code)) }, { missing: [] });
  assert.deepEqual({ stale: documented.filter((code) => !used.includes(code)) }, { stale: [] });
  assert.equal(new Set(documented).size, documented.length);
});

test("every error code is told with what it means, its cure, and what becomes of the command", () => {
  const known = new Set(Object.values(exitCodes).map(String));
  for (const { code, text } of errorEntries()) {
    assert.match(text, /^\S[^\n]+[\s\S]*\n\nCure: \S/, code);
    assert.match(text, /Exit code|exit code|Counted|HTTP status|[Nn]ever|Shown|Said/, code);
    for (const [, exitCode] of text.matchAll(/exit code (\d+)/gi))
      assert.ok(known.has(exitCode!), `${code}: ${exitCode}`);
  }
});

test("the page of exit codes has every exit code and no other", () => {
  const rows = [...readFileSync("docs/exit-codes.md", "utf8").matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
  assert.deepEqual(
    rows,
    Object.values(exitCodes).toSorted((a, b) => a - b),
  );
});
