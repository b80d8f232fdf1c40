import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, KitError, systemCodeOf } from "../../ground/index.ts";
import type { Checkpoint } from "../resume/checkpoint.ts";
import type { SeedReport } from "../seed-report.ts";
import type { SeedingProgress } from "./seeding-totals.ts";

/** `runtime.log` in the working directory: JSON lines, appended. Every method throws `PICKUP_LOG_UNWRITABLE`. */
export class RuntimeLog {
  readonly #path: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.#path = join(folder, "runtime.log");
    this.#clock = clock;
  }

  started({ ranges: _ranges, session: _session, dead, updatedAt: _updatedAt, ...checkpoint }: Checkpoint): void {
    this.#append([this.#line("start", { ...checkpoint, dead: dead.length })]);
  }

  /** A line for every batch, error, throttle and hot key of the reports, then one for the second. */
  reported(reports: readonly SeedReport[], progress: SeedingProgress): void {
    const { written, itemsDone, itemsTotal, units, retries, dead, exceptions, last, secondsLeft } = progress;
    const second = {
      written,
      itemsDone,
      itemsTotal,
      units,
      ...last,
      retries,
      dead: dead.length,
      exceptions,
      secondsLeft,
    };
    this.#append([...reports.flatMap((report) => this.#linesOf(report)), this.#line("second", second)]);
  }

  /** The final account. */
  ended(account: object, interrupted: boolean): void {
    this.#append([this.#line("end", { ...account, interrupted })]);
  }

  #linesOf({ worker, batchRecords, failures, throttles, hotKeys }: SeedReport): object[] {
    const timed = (event: string, { timeMs, ...fields }: { readonly timeMs: number }) => {
      return { time: new Date(timeMs).toISOString(), event, worker, ...fields };
    };
    return [
      ...batchRecords.map((batch) => timed("batch", batch)),
      ...failures.map((failure) => timed("error", failure)),
      ...throttles.map((throttle) => this.#line("throttled", { worker, ...throttle })),
      ...hotKeys.map((hotKey) => this.#line("hot-key", { worker, ...hotKey })),
    ];
  }

  #line(event: string, fields: object): object {
    return { time: new Date(this.#clock.wallNow()).toISOString(), event, ...fields };
  }

  #append(lines: readonly object[]): void {
    try {
      appendFileSync(this.#path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    } catch (error) {
      throw new KitError("PICKUP_LOG_UNWRITABLE", `${this.#path} cannot be written: ${systemCodeOf(error)}`, {
        hint: "Make room or give the right to write there, and repeat the command: it goes on where it stopped.",
        cause: error,
      });
    }
  }
}
