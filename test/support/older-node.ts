import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { npm } from "./npm.ts";

const tooOld = 24;
const oldPackage = `node-${process.platform}-${process.arch}`;

/** A Node that is too old for the kit: one that this machine has, else Node 20 from the registry, put into a folder. */
export function olderNode(folder: string): string {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/bin", "/usr/bin"];
  const here = folders.map((each) => join(each, "node")).find((node) => (majorOf(node) ?? tooOld) < tooOld);
  if (here !== undefined) return here;
  npm(folder, ["install", "--no-save", "--prefix", folder, `${oldPackage}@20`]);
  return join(folder, "node_modules", oldPackage, "bin", "node");
}

function majorOf(node: string): number | undefined {
  const { stdout, status } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 ? Number(/^v(\d+)/.exec(stdout)?.[1]) : undefined;
}
