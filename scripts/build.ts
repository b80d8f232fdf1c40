// Compiles src/ to dist/ for publishing, plain JavaScript with types, one file for one file, and builds the page.
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { buildPage } from "./build-page.ts";

rmSync("dist", { recursive: true, force: true });
const { status } = spawnSync("node_modules/.bin/tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
chmodSync("dist/cli/main.js", 0o755);
await buildPage();
