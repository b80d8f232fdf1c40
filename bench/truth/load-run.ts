import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Summary } from "../../src/results/index.ts";

const pickup = fileURLToPath(new URL("../../bin/pickup", import.meta.url));

export interface LoadRun {
  readonly exitCode: number;
  readonly summary: Summary;
}

/** One run of the command line as a user starts it, on these cores if they are named. */
export async function loadRun(testFile: string, args: readonly string[], cores?: string): Promise<LoadRun> {
  using folder = mkdtempDisposableSync(join(tmpdir(), "truth-"));
  writeFileSync(join(folder.path, "load-test.ts"), testFile);
  const load = [pickup, "load", "load-test.ts", ...args, "--headless", "--workers", "1", "--json-file", "summary.json"];
  const [program, ...words] = cores === undefined ? load : ["taskset", "-c", cores, ...load];
  const child = spawn(program!, words, { cwd: folder.path, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => output.push(text));
  const [exitCode] = (await once(child, "close")) as [number];
  try {
    const summary = JSON.parse(readFileSync(join(folder.path, "summary.json"), "utf8")) as Summary;
    return { exitCode, summary };
  } catch (cause) {
    throw new Error(output.join(""), { cause });
  }
}
