// Lints with oxlint. Its configuration is made here from the table of rooms, one positive pattern per forbidden room.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { lintConfig } from "./lint-config.ts";

const cache = "node_modules/.cache";
mkdirSync(cache, { recursive: true });
writeFileSync(`${cache}/oxlintrc.json`, JSON.stringify(lintConfig(), null, 2));
const { status } = spawnSync(
  "node_modules/.bin/oxlint",
  ["--config", `${cache}/oxlintrc.json`, "--type-aware", "--deny-warnings", ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
