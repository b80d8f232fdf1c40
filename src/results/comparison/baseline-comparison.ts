import type { RunObserver } from "../run-observer.ts";
import type { BaselineView } from "../run-view.ts";
import type { RunViewBuilder } from "../view/run-view-builder.ts";
import { compareRuns } from "./compare-runs.ts";
import { worseRows } from "./worse-rows.ts";

/** What runs are held against. */
export interface Baseline {
  /** Of the earlier run, absolute. */
  readonly folder: string;
  /** The share from which on a figure that is worse speaks against a run; null: none does. */
  readonly failIfWorse: number | null;
}

export interface BaselineComparisonOptions extends Baseline {
  /** Of the run that is judged; whole before this hears of the end. */
  readonly runFolder: string;
  readonly view: RunViewBuilder;
}

/** Holds a run against another one at its end, and lets its page and report show what came of it. */
export class BaselineComparison implements RunObserver {
  readonly name = "comparison with the baseline";
  readonly #options: BaselineComparisonOptions;
  #result: BaselineView | null = null;

  constructor(options: BaselineComparisonOptions) {
    this.#options = options;
  }

  /** Null before the end. */
  get result(): BaselineView | null {
    return this.#result;
  }

  async end(): Promise<void> {
    const { folder, runFolder, failIfWorse, view } = this.#options;
    const comparison = await compareRuns(folder, runFolder);
    const worse = failIfWorse === null ? [] : worseRows(comparison, failIfWorse);
    this.#result = { comparison, failIfWorse, worse };
    view.heldAgainst(this.#result);
  }
}
