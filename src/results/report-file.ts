import { existsSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { KitError } from "../ground/index.ts";
import { builtPage } from "./built-page.ts";
import { reportHtml } from "./report.ts";
import { makeFolderOf, writeWhole, writing } from "./result-file.ts";
import type { RunObserver } from "./run-observer.ts";
import type { RunViewBuilder } from "./view/run-view-builder.ts";

export interface ReportFileOptions {
  /** Absolute. */
  readonly path: string;
  /** Hears of the end before this one does. */
  readonly view: RunViewBuilder;
  /** True when somebody asked for this file: then a page that is not built, or a place that cannot be written, shows at the start. */
  readonly isWanted: boolean;
  /** What to do when it cannot be written, as the end of a sentence. */
  readonly remedy: string;
}

/** The report of a run as one HTML file, written at its end. Without a built page there is none, unless it was asked for. */
export class ReportFile implements RunObserver {
  readonly name = "report";
  readonly #options: ReportFileOptions;
  #isNew = false;

  constructor(options: ReportFileOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { path, isWanted, remedy } = this.#options;
    if (!isWanted) return;
    builtPage();
    await writing(path, remedy, async () => {
      await makeFolderOf(path);
      this.#isNew = !existsSync(path);
      await (await open(path, "a")).close();
    });
  }

  async abandon(): Promise<void> {
    if (this.#isNew) await rm(this.#options.path, { force: true });
  }

  async end(): Promise<void> {
    const { path, view, isWanted, remedy } = this.#options;
    try {
      const html = await reportHtml({ version: 1, kind: "run", view: view.view()! });
      await writing(path, remedy, () => writeWhole(path, html));
    } catch (error) {
      if (isWanted || !(error instanceof KitError) || error.code !== "PICKUP_PAGE_MISSING") throw error;
    }
  }
}
