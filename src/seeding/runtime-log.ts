import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, KitError, systemCodeOf } from "../ground/index.ts";
import type { SeedReport } from "./seed-report.ts";
import type { SeedingAccount } from "./seeding-account.ts";
import type { SeedingProgress } from "./seeding-totals.ts";

/** `runtime.log` in the working directory: JSON lines, appended. Every method throws `PICKUP_LOG_UNWRITABLE`. */
export class RuntimeLog {
  readonly #path: string;
  readonly #clock: Clock;
  #last = { elapsedMs: 0, written: 0 };

  constructor(folder: string, clock: Clock) {
    this.#path = join(folder, "runtime.log");
    this.#clock = clock;
  }

  started({ remaining: _remaining, updatedAt: _updatedAt, ...account }: SeedingAccount): void {
    this.#append([this.#line("start", account)]);
  }

  /** A line for every batch and error of the reports, then one for the second. */
  reported(reports: readonly SeedReport[], { elapsedMs, written, retries, exceptions }: SeedingProgress): void {
    const seconds = Math.max(0.001, (elapsedMs - this.#last.elapsedMs) / 1000);
    const rate = Math.round((written - this.#last.written) / seconds);
    this.#last = { elapsedMs, written };
    this.#append([...reports.flatMap(linesOf), this.#line("second", { written, rate, retries, exceptions })]);
  }

  ended({ elapsedMs, written, done }: SeedingProgress, interrupted: boolean): void {
    this.#append([this.#line("end", { elapsedMs: Math.round(elapsedMs), written, done, interrupted })]);
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

function linesOf({ worker, batches, failures }: SeedReport): object[] {
  const lineOf = (event: string, { timeMs, ...fields }: { readonly timeMs: number }) => {
    return { time: new Date(timeMs).toISOString(), event, worker, ...fields };
  };
  return [...batches.map((batch) => lineOf("batch", batch)), ...failures.map((failure) => lineOf("error", failure))];
}
