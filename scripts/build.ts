// Compiles src/ to dist/ for publishing, plain JavaScript with types, one file for one file, and builds the page.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildPage } from "./build-page.ts";

// The page has a stamp that says whether it is up to date, and may be open.
const stale = existsSync("dist") ? readdirSync("dist").filter((name) => name !== "page") : [];
for (const name of stale) rmSync(join("dist", name), { recursive: true, force: true });
const { status } = spawnSync("node_modules/.bin/tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
chmodSync("dist/cli/main.js", 0o755);
await buildPage();
