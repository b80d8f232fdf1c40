import { existsSync, writeFileSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { makeFolderOf, writeWhole, writing } from "./result-file.ts";
import type { RunEnd, RunObserver } from "./run-observer.ts";
import type { Summary } from "./summary.ts";

const remedy = "name another file with --json-file FILE";

/** The summary in a file of the user's choice (`--json-file`); a place that cannot be written shows at the start. */
export class SummaryFile implements RunObserver {
  readonly name = "JSON file";
  readonly #path: string;
  #isNew = false;

  /** Absolute. */
  constructor(path: string) {
    this.#path = path;
  }

  async start(): Promise<void> {
    await writing(this.#path, remedy, async () => {
      await makeFolderOf(this.#path);
      this.#isNew = !existsSync(this.#path);
      await (await open(this.#path, "a")).close();
    });
  }

  async abandon(): Promise<void> {
    if (this.#isNew) await rm(this.#path, { force: true });
  }

  cut({ summary }: RunEnd): void {
    writeFileSync(this.#path, textOf(summary));
  }

  async end({ summary }: RunEnd): Promise<void> {
    await writing(this.#path, remedy, () => writeWhole(this.#path, textOf(summary)));
  }
}

function textOf(summary: Summary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}
