import type { RunEnd, RunObserver } from "../../results/index.ts";
import type { RunStatistics, Tick } from "../../stats/index.ts";
import { finalLines } from "./final-report.ts";
import { liveLines, progressLine } from "./live-view.ts";
import { type Paint, paintFor, type Screen } from "./paint.ts";

/** Without a terminal that can be redrawn: a line every so many seconds. */
const lineEverySeconds = 5;
const usualWidth = 120;
const usualHeight = 24;

export interface TerminalOptions {
  readonly screen: Screen;
  readonly environment: { readonly [name: string]: string | undefined };
  /** Where the results are stored, as the last line says it. */
  readonly resultsIn: string;
}

/** Shows a run on the terminal: a table that is redrawn in place, or a line now and then, and the full report at its end. */
export class TerminalObserver implements RunObserver {
  readonly name = "terminal";
  readonly #options: TerminalOptions;
  readonly #paint: Paint;
  #drawnLines = 0;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#paint = paintFor(options.screen, options.environment);
  }

  tick(tick: Tick, statistics: RunStatistics): void {
    const { screen } = this.#options;
    if (screen.isTTY) this.#redraw(liveLines(statistics, tick, this.#size(), this.#paint));
    else if ((statistics.second + 1) % lineEverySeconds === 0) screen.write(`${progressLine(statistics)}\n`);
  }

  end(end: RunEnd): void {
    this.#redraw([]);
    const lines = finalLines(end, this.#size().width, this.#paint);
    this.#options.screen.write(`\n${lines.join("\n")}\nResults: ${this.#options.resultsIn}\n`);
  }

  #redraw(lines: readonly string[]): void {
    const back = this.#drawnLines === 0 ? "" : `\r\u001B[${this.#drawnLines}A\u001B[J`;
    const text = lines.map((line) => `${line}\n`).join("");
    if (back !== "" || text !== "") this.#options.screen.write(back + text);
    this.#drawnLines = lines.length;
  }

  #size(): { width: number; height: number } {
    const { columns, rows } = this.#options.screen;
    return { width: columns ?? usualWidth, height: rows ?? usualHeight };
  }
}
