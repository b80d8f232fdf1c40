import { writeFileSync } from "node:fs";
import { mkdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Tick, type RunStatistics, tickRecordOf } from "../stats/index.ts";
import { CsvFiles } from "./csv-files.ts";
import { readTicks } from "./read-ticks.ts";
import { LineFile, writeWhole, writing } from "./result-file.ts";
import { runFiles } from "./run-files.ts";
import type { RunEnd, RunObserver, RunStart } from "./run-observer.ts";
import type { StoredRun } from "./run-record.ts";
import type { HistoryMark } from "./run-history-view.ts";
import type { LogLine } from "./run-view.ts";
import { eventLine } from "./stored-events.ts";

/** What to do when a file of the folder cannot be written. */
export const runFolderRemedy = "name another folder with --runs FOLDER";

/**
 * The folder of one run: `run.json` at its start, a line of `ticks.jsonl` and of `stats_history.csv` each second, what
 * happened between them in `events.jsonl`, and at its end `summary.json` and Locust's other CSV files. Written before the first request, so a folder that cannot be
 * written keeps the run from starting (`PICKUP_RESULTS_UNWRITABLE`, exit 2).
 */
export class RunFolder implements RunObserver {
  readonly name = "run folder";
  /** Absolute. */
  readonly path: string;
  readonly #csv: CsvFiles;
  #ticks: LineFile | undefined;
  #events: LineFile | undefined;
  /** What was said before the folder was there. */
  #early = "";
  /** The first folder on the way to the run's own that was not there before. */
  #madeFrom: string | undefined;

  /** `runs` is the folder of all runs, absolute. */
  constructor(runs: string, id: string) {
    this.path = join(runs, id);
    this.#csv = new CsvFiles({ prefix: join(this.path, "/"), live: false, remedy: runFolderRemedy });
  }

  async start(start: RunStart): Promise<void> {
    await this.#writing(runFiles.record, async (path) => {
      if (start.isTakenOver) await rm(this.path, { recursive: true, force: true });
      const madeFrom = await mkdir(dirname(this.path), { recursive: true });
      await mkdir(this.path);
      this.#madeFrom = madeFrom ?? this.path;
      await writeWhole(path, jsonOf(storedRunOf(start)));
    });
    await this.#writing(runFiles.ticks, async (path) => {
      this.#ticks = await LineFile.create(path, "");
    });
    await this.#writing(runFiles.events, async (path) => {
      this.#events = await LineFile.create(path, this.#early);
    });
    await this.#csv.start(start);
  }

  async abandon(): Promise<void> {
    await this.leave();
    if (this.#madeFrom === undefined) return;
    await rm(this.path, { recursive: true });
    for (let folder = dirname(this.path); folder.startsWith(this.#madeFrom); folder = dirname(folder)) {
      // Not with what is in it: another run may have come since.
      await rmdir(folder).catch(() => undefined);
    }
  }

  async leave(): Promise<void> {
    await this.#ticks?.close();
    await this.#events?.close();
    await this.#csv.leave();
  }

  tick(tick: Tick, statistics: RunStatistics): void {
    this.#ticks?.append(`${JSON.stringify(tickRecordOf(tick))}\n`);
    this.#csv.tick(tick, statistics);
  }

  late(tick: Tick): void {
    this.#ticks?.append(`${JSON.stringify(tickRecordOf(tick))}\n`);
  }

  mark(mark: HistoryMark): void {
    this.#events?.append(eventLine({ mark }));
  }

  log(line: LogLine): void {
    const text = eventLine({ line });
    if (this.#events === undefined) this.#early += text;
    else this.#events.append(text);
  }

  /** The seconds stored so far, read again. */
  async *storedTicks(): AsyncGenerator<Tick> {
    await this.#ticks?.flushed();
    yield* readTicks(join(this.path, runFiles.ticks));
  }

  cut(end: RunEnd): void {
    writeFileSync(join(this.path, runFiles.summary), jsonOf(end.summary));
    this.#csv.cut(end);
  }

  async end(end: RunEnd): Promise<void> {
    const results = await Promise.allSettled([
      this.#writing(runFiles.summary, (path) => writeWhole(path, jsonOf(end.summary))),
      this.#writing(runFiles.ticks, async () => this.#ticks?.close()),
      this.#writing(runFiles.events, async () => this.#events?.close()),
      this.#csv.end(end),
    ]);
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  #writing(file: string, work: (path: string) => Promise<void>): Promise<void> {
    const path = join(this.path, file);
    return writing(path, runFolderRemedy, () => work(path));
  }
}

function storedRunOf({ record, run, thresholds, taskRatio, warmUpMs }: RunStart): StoredRun {
  return { ...record, run, thresholds: thresholds.map(({ expression }) => expression), taskRatio, warmUpMs };
}

function jsonOf(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
