import type { PickupDataset } from "../dataset/index.ts";
import type { NamedTarget, TableDescription } from "../dynamodb/index.ts";
import {
  type Clock,
  type ErrorRecord,
  errorFromRecord,
  exitCodes,
  formatCount,
  KitError,
  plural,
} from "../ground/index.ts";
import { RuntimeLog } from "./runtime-log.ts";
import type { SeedInput } from "./seed-job.ts";
import type { SeedReport } from "./seed-report.ts";
import type { SeedRunner } from "./seed-runner.ts";
import { AccountFile, accountToGoOnFrom, type SeedingAccount } from "./seeding-account.ts";
import { type SeedingProgress, SeedingTotals } from "./seeding-totals.ts";
import type { WriteAction } from "./write-entries.ts";

/** What is to be written where, and how. */
export interface SeedingOrder {
  readonly dataset: PickupDataset;
  readonly target: NamedTarget;
  readonly table: TableDescription;
  readonly action: WriteAction;
  readonly settings: Pick<SeedInput, "concurrency" | "maxExceptions" | "logBatches">;
  /** The working directory: `runtime.log` and `.pickup/` are there. */
  readonly folder: string;
  readonly clock: Clock;
  /** Aborted: nothing new is sent, what is in flight ends, the account is kept. */
  readonly interrupted: AbortSignal;
  readonly run: SeedRunner;
  /** Called before the first write, then once a second and at the end. */
  readonly observe: (progress: SeedingProgress) => void;
}

/**
 * Puts all items of the dataset into the table, or deletes them, going on from the account of an earlier, unfinished
 * run with the same config and table. Resolves when all is done or after an interruption; the account is kept either
 * way. Throws the fatal error of a worker, or `PICKUP_SEEDING_INCOMPLETE` (exit code 6).
 */
export async function runSeeding(order: SeedingOrder): Promise<SeedingProgress> {
  const seeding = new Seeding(order);
  await seeding.run();
  return seeding.progress();
}

class Seeding {
  readonly #order: SeedingOrder;
  readonly #file: AccountFile;
  readonly #log: RuntimeLog;
  readonly #begun: SeedingAccount;
  readonly #totals: SeedingTotals;
  readonly #startMs: number;
  readonly #stopping = new AbortController();
  #failure: unknown;

  constructor(order: SeedingOrder) {
    this.#order = order;
    this.#file = new AccountFile(order.folder, order.target, order.dataset.hash);
    this.#log = new RuntimeLog(order.folder, order.clock);
    this.#begun = accountToGoOnFrom(order, this.#file.read());
    this.#totals = new SeedingTotals(this.#begun);
    this.#startMs = order.clock.now();
  }

  async run(): Promise<void> {
    const { run, clock, interrupted, observe } = this.#order;
    const stop = AbortSignal.any([interrupted, this.#stopping.signal]);
    const shareOf = (worker: number, workers: number) => ({ ranges: this.#totals.shareOf(worker, workers) });
    const onReports = (_second: number, reports: readonly SeedReport[]) => this.#take(reports);
    this.#log.started(this.#begun);
    this.#file.write(this.#begun);
    observe(this.progress());
    try {
      await run({ input: this.#input(), shareOf, onReports, stop }, clock);
    } catch (error) {
      this.#failure ??= error;
    }
    this.#close(interrupted.aborted);
  }

  progress(): SeedingProgress {
    return this.#totals.progress(this.#order.clock.now() - this.#startMs);
  }

  #input(): SeedInput {
    const { target, dataset, action, settings } = this.#order;
    return { target, config: dataset.config, action, ttlSeconds: this.#begun.ttlSeconds, ...settings };
  }

  #take(reports: readonly SeedReport[]): void {
    const { settings, clock, observe } = this.#order;
    for (const report of reports) {
      this.#totals.add(report);
      if (report.fatal !== null) this.#failure ??= resumable(report.fatal);
    }
    const progress = this.progress();
    this.#keeping(() => {
      this.#log.reported(reports, progress);
      this.#file.write(this.#totals.account(clock.wallNow()));
    });
    if (this.#failure !== undefined || progress.exceptions >= settings.maxExceptions) this.#stopping.abort();
    observe(progress);
  }

  #close(interrupted: boolean): void {
    const { action, clock } = this.#order;
    const progress = this.progress();
    this.#keeping(() => {
      if (progress.done && action === "delete") this.#file.remove();
      else this.#file.write(this.#totals.account(clock.wallNow()));
      this.#log.ended(progress, interrupted);
    });
    if (this.#failure !== undefined) throw this.#failure;
    if (!progress.done && !interrupted) throw incomplete(progress, this.#totals.lastFailure);
  }

  /** Writes to disk; that it fails must neither hide an earlier failure nor keep the workers from being stopped. */
  #keeping(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#failure ??= error;
    }
  }
}

function incomplete({ itemsTotal, itemsDone, exceptions }: SeedingProgress, lastFailure: string): KitError {
  const left = `${formatCount(itemsTotal - itemsDone)} of ${plural(itemsTotal, "item")} are left`;
  const reason = `${plural(exceptions, "error")} that no retry mends, the last: ${lastFailure}`;
  return new KitError("PICKUP_SEEDING_INCOMPLETE", `${left} after ${reason}`, {
    hint: "Mend the cause (runtime.log lists the errors) and repeat the command: it goes on where it stopped.",
    exitCode: exitCodes.seedingIncomplete,
  });
}

function resumable(record: ErrorRecord): KitError {
  const { code, message, hint, exitCode } = errorFromRecord(record);
  return new KitError(code as `PICKUP_${string}`, message, {
    hint: `${hint ?? ""} Then repeat the command: it goes on where it stopped.`.trimStart(),
    exitCode,
    cause: record.stack,
  });
}
