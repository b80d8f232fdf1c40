import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { emptyFolder, runPickup, startLocal } from "../support/kit.ts";
import { needs } from "../support/needs.ts";
import { blocksOf, documents, programsOf } from "./pages.ts";
import { folderOfPage, isPlayed, playPage } from "./play-page.ts";

test("the commands of every page run as they stand there", { concurrency: 2 }, async (t) => {
  const home = emptyFolder(t);
  await startLocal(t, home, ["--store", "memory"]);
  for (const command of [["config", "50"], ["seed"]]) {
    const { exitCode, stderr } = await runPickup(home, command);
    assert.equal(exitCode, 0, stderr);
  }
  const plays = documents.filter(isPlayed).map((document) =>
    t.test(document, needs(...programsOf(document)), async (t) => {
      const folder = folderOfPage(t);
      // A page that starts its own stack does so in an empty folder; any other one finds a seeded one.
      if (!blocksOf(document).some(({ isTerminal, text }) => isTerminal && text.startsWith("pickup local"))) {
        for (const name of [".pickup", "config.json"])
          cpSync(join(home, name), join(folder, name), { recursive: true });
      }
      await playPage(document, folder);
    }),
  );
  await Promise.all(plays);
});
