import { writeFileSync } from "node:fs";
import { writeWhole, writing } from "./result-file.ts";
import type { RunEnd, RunObserver } from "./run-observer.ts";

export interface TextFileOptions {
  /** For messages: `JUnit file`. */
  readonly name: string;
  /** Absolute; its folder is there. */
  readonly path: string;
  readonly textOf: (end: RunEnd) => string;
  /** What to do when it cannot be written, as the end of a sentence. */
  readonly remedy: string;
}

/** A file that is written once, at the end of the run. */
export class TextFile implements RunObserver {
  readonly name: string;
  readonly #options: TextFileOptions;

  constructor(options: TextFileOptions) {
    this.name = options.name;
    this.#options = options;
  }

  cut(end: RunEnd): void {
    writeFileSync(this.#options.path, this.#options.textOf(end));
  }

  async end(end: RunEnd): Promise<void> {
    const { path, textOf, remedy } = this.#options;
    await writing(path, remedy, () => writeWhole(path, textOf(end)));
  }
}
