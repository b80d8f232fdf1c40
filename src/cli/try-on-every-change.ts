import { existsSync, watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { type ExitCode, exitCodes, sleep } from "../ground/index.ts";
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

/** Hears of changes of some files by their folders, because many editors put a new file in the place of the old one. */
class FileChanges implements Disposable {
  readonly #watchers: readonly { close(): void }[];
  readonly #changed = Promise.withResolvers<void>();

  constructor(files: readonly string[]) {
    const byFolder = Map.groupBy(
      files.filter((file) => existsSync(dirname(file))),
      (file) => dirname(file),
    );
    this.#watchers = [...byFolder].map(([folder, paths]) => {
      const names = new Set(paths.map((path) => basename(path)));
      return watch(folder, (_event, name) => {
        if (name === null || names.has(name)) this.#changed.resolve();
      });
    });
  }

  /** Resolves after the first change since the beginning, or when `interrupted` is aborted. */
  async next(interrupted: AbortSignal): Promise<void> {
    const stop = () => this.#changed.resolve();
    interrupted.addEventListener("abort", stop, { once: true });
    await this.#changed.promise;
    interrupted.removeEventListener("abort", stop);
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}
