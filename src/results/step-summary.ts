import { appendFile } from "node:fs/promises";
import { summaryMarkdown } from "./markdown.ts";
import { writing } from "./result-file.ts";
import type { RunEnd, RunObserver } from "./run-observer.ts";

/** Appends the run to the summary of a step of GitHub Actions (`GITHUB_STEP_SUMMARY`). */
export class StepSummary implements RunObserver {
  readonly name = "step summary";
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async end({ summary }: RunEnd): Promise<void> {
    const remedy = "leave GITHUB_STEP_SUMMARY empty";
    await writing(this.#path, remedy, () => appendFile(this.#path, `${summaryMarkdown(summary)}\n`));
  }
}
