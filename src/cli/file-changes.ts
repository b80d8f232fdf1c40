import { existsSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** Hears of changes of some files by their folders, because many editors put a new file in the place of the old one. */
export class FileChanges implements Disposable {
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
