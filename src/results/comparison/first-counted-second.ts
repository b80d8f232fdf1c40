import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runFiles } from "../run-files.ts";
import { storedMarksIn } from "../stored-events.ts";
import type { StoredRun } from "../run-record.ts";

/** The first second of a stored run that is in its statistics: after the warm-up, and after the last reset. */
export async function firstCountedSecond(folder: string, { warmUpMs }: StoredRun): Promise<number> {
  const text = await readFile(join(folder, runFiles.events), "utf8").catch(() => "");
  const resets = storedMarksIn(text).filter(({ kind }) => kind === "reset");
  return Math.max(Math.ceil(warmUpMs / 1000), resets.at(-1)?.second ?? 0);
}
