// Installs the locked dependencies when they are not those of package-lock.json. Runs on any Node from 20, before
// anything is installed. The stamp is a hash: file times mislead after a branch switch.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stampFile = `${root}/node_modules/.pickup-install`;
const wanted = createHash("sha256")
  .update(readFileSync(`${root}/package-lock.json`))
  .digest("hex");

if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== wanted) {
  const { npm_node_execpath: node = process.execPath, npm_execpath: npm } = process.env;
  const [command, args] = npm === undefined ? ["npm", ["ci"]] : [node, [npm, "ci"]];
  const { status, error } = spawnSync(command, [...args, "--no-audit", "--no-fund"], { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    console.error(`error: npm ci failed${error === undefined ? "" : `: ${error.message}`}`);
    process.exit(status ?? 1);
  }
  writeFileSync(stampFile, wanted);
}
