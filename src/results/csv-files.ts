import { writeFileSync } from "node:fs";
import type { RunStatistics, Tick } from "../stats/index.ts";
import { exceptionsTable, failuresTable, historyHeader, historyRow, statsTable } from "./locust-tables.ts";
import { LineFile, makeFolderOf, writeWhole, writing } from "./result-file.ts";
import type { RunEnd, RunObserver, RunStart } from "./run-observer.ts";

export interface CsvFilesOptions {
  /** Absolute; `stats.csv` and the three others are appended to it as they are. */
  readonly prefix: string;
  /** Writes the tables anew each second, as Locust does; else once, at the end. The history always grows by the second. */
  readonly live: boolean;
  /** What to do when they cannot be written, as the end of a sentence. */
  readonly remedy: string;
}

/** Locust's four CSV files: `stats`, `stats_history`, `failures`, `exceptions`. */
export class CsvFiles implements RunObserver {
  readonly name = "CSV files";
  readonly #options: CsvFilesOptions;
  #history: LineFile | undefined;
  #startedAtMs = 0;
  /** Statistics that changed since the tables were written. */
  #due: RunStatistics | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(options: CsvFilesOptions) {
    this.#options = options;
  }

  async start({ run }: RunStart): Promise<void> {
    this.#startedAtMs = run.startedAtMs;
    const path = this.#pathOf("stats_history");
    await this.#writing(path, async () => {
      await makeFolderOf(path);
      this.#history = await LineFile.create(path, historyHeader);
    });
  }

  async abandon(): Promise<void> {
    await this.#history?.close();
  }

  leave(): Promise<void> {
    return this.abandon();
  }

  tick(_tick: Tick, statistics: RunStatistics): void {
    this.#history?.append(historyRow(statistics, this.#startedAtMs));
    if (!this.#options.live) return;
    this.#due = statistics;
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
  }

  cut({ statistics, summary }: RunEnd): void {
    const tables = tablesOf(statistics, summary.run.durationSeconds);
    for (const [name, text] of Object.entries(tables)) writeFileSync(this.#pathOf(name), text);
  }

  async end({ statistics, summary }: RunEnd): Promise<void> {
    await this.#refreshing;
    try {
      await this.#writeTables(statistics, summary.run.durationSeconds);
    } finally {
      await this.#writing(this.#pathOf("stats_history"), async () => this.#history?.close());
    }
  }

  async #refresh(): Promise<void> {
    for (let statistics = this.#due; statistics !== undefined; statistics = this.#due) {
      this.#due = undefined;
      // What cannot be written now is tried again at the next second and at the end, which reports it.
      await this.#writeTables(statistics, statistics.seconds).catch(() => undefined);
    }
  }

  async #writeTables(statistics: RunStatistics, durationSeconds: number): Promise<void> {
    for (const [name, text] of Object.entries(tablesOf(statistics, durationSeconds))) {
      const path = this.#pathOf(name);
      await this.#writing(path, () => writeWhole(path, text));
    }
  }

  #pathOf(name: string): string {
    return `${this.#options.prefix}${name}.csv`;
  }

  #writing(path: string, work: () => Promise<void>): Promise<void> {
    return writing(path, this.#options.remedy, work);
  }
}

function tablesOf(statistics: RunStatistics, durationSeconds: number) {
  return {
    stats: statsTable(statistics, durationSeconds),
    failures: failuresTable(statistics),
    exceptions: exceptionsTable(statistics),
  };
}
