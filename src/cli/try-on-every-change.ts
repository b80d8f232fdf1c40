import { resolve } from "node:path";
import { type ExitCode, exitCodes, sleep } from "../ground/index.ts";
import { FileChanges } from "./file-changes.ts";
import { importedFiles } from "./imported-files.ts";
import { say, type World } from "./world.ts";

/** An editor writes a file in several steps. */
const settleMs = 50;

/**
 * Runs the command line again, each time in a new process, whenever one of some files changes, or one that they import
 * from here; until Ctrl+C.
 */
export async function tryOnEveryChange(world: World, files: readonly string[]): Promise<ExitCode> {
  const { interrupted, folder, clock } = world;
  const named = files.map((file) => resolve(folder, file));
  while (!interrupted.aborted) {
    using changes = new FileChanges([...new Set([...named, ...(await importedFiles(named))])]);
    await world.again?.(["--no-watch"]);
    if (interrupted.aborted) break;
    say(world, "\nwaiting for a change; Ctrl+C ends");
    await changes.next(interrupted);
    await sleep(clock, settleMs);
  }
  return exitCodes.passed;
}
