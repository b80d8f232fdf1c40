import { join } from "node:path";
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
import type { RetryReason, SeedReport } from "./seed-report.ts";
import type { SeedRunner } from "./seed-runner.ts";
import { AccountFile, type SeedingAccount } from "./seeding-account.ts";
import { sliceRanges, type UserRange } from "./user-ranges.ts";
import type { WriteAction } from "./write-entries.ts";

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

/** How far a seeding (or a clean-up) is. Items are counted when the table has acknowledged them. */
export interface SeedingProgress {
  readonly elapsedMs: number;
  /** Items written by this command. */
  readonly written: number;
  /** Items this command has to write; those that an earlier one has written are not among them. */
  readonly planned: number;
  /** Items of all users who are complete, whoever wrote them. */
  readonly itemsDone: number;
  readonly itemsTotal: number;
  readonly retries: { readonly [Reason in RetryReason]: number };
  readonly exceptions: number;
  readonly done: boolean;
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
  /** The account as this command found it. */
  readonly #found: SeedingAccount;
  readonly #startMs: number;
  readonly #stopping = new AbortController();
  readonly #remaining = new Map<number, readonly UserRange[]>();
  readonly #retries = { unprocessed: 0, throttled: 0, server: 0, network: 0 };
  #written = 0;
  #completedItems = 0;
  #exceptions = 0;
  #lastFailure = "";
  #failure: unknown;

  constructor(order: SeedingOrder) {
    this.#order = order;
    this.#file = new AccountFile(order.folder, order.target, order.dataset.hash);
    this.#log = new RuntimeLog(join(order.folder, "runtime.log"));
    this.#found = accountToGoOnFrom(order, this.#file.read());
    this.#startMs = order.clock.now();
  }

  async run(): Promise<void> {
    const { run, clock, interrupted } = this.#order;
    const { remaining, ttlSeconds, ...account } = this.#found;
    const stop = AbortSignal.any([interrupted, this.#stopping.signal]);
    this.#log.write([this.#line("start", { ...account, ttl: ttlSeconds })]);
    this.#save();
    this.#order.observe(this.progress());
    try {
      await run({ input: this.#input(), shareOf: this.#shareOf, onReports: this.#onReports, stop }, clock);
    } catch (error) {
      this.#failure ??= error;
    }
    this.#end(interrupted.aborted);
  }

  progress(): SeedingProgress {
    const { itemsDone, itemsTotal } = this.#found;
    return {
      elapsedMs: this.#order.clock.now() - this.#startMs,
      written: this.#written,
      planned: itemsTotal - itemsDone,
      itemsDone: itemsDone + this.#completedItems,
      itemsTotal,
      retries: this.#retries,
      exceptions: this.#exceptions,
      done: this.#left().length === 0,
    };
  }

  #input(): SeedInput {
    const { target, dataset, action, settings } = this.#order;
    return { target, config: dataset.config, action, ttlSeconds: this.#found.ttlSeconds, ...settings };
  }

  readonly #shareOf = (worker: number, workers: number) => {
    const ranges = sliceRanges(this.#found.remaining, worker, workers);
    this.#remaining.set(worker, ranges);
    return { ranges };
  };

  readonly #onReports = (_second: number, reports: readonly SeedReport[]) => {
    try {
      for (const report of reports) this.#add(report);
      this.#log.write([...reports.flatMap((report) => this.#linesOf(report)), this.#secondLine(reports)]);
      this.#save();
    } catch (error) {
      this.#failure ??= error;
    }
    if (this.#failure !== undefined || this.#exceptions >= this.#order.settings.maxExceptions) this.#stopping.abort();
    this.#order.observe(this.progress());
  };

  #add(report: SeedReport): void {
    this.#remaining.set(report.worker, report.remaining);
    this.#written += report.written;
    this.#completedItems += report.completedItems;
    this.#exceptions += report.exceptions;
    for (const reason of retryReasons) this.#retries[reason] += report.retries[reason];
    this.#lastFailure = report.failures.at(-1)?.message ?? this.#lastFailure;
    if (report.fatal !== null) this.#failure ??= resumable(report.fatal);
  }

  #end(interrupted: boolean): void {
    const { written, elapsedMs, done } = this.progress();
    this.#log.write([this.#line("end", { written, elapsedMs: Math.round(elapsedMs), done, interrupted })]);
    if (done && this.#order.action === "delete") this.#file.remove();
    else this.#save();
    if (this.#failure !== undefined) throw this.#failure;
    if (!done && !interrupted) throw this.#incomplete();
  }

  #incomplete(): KitError {
    const { itemsTotal, itemsDone } = this.progress();
    const left = `${formatCount(itemsTotal - itemsDone)} of ${plural(itemsTotal, "item")}`;
    const reason = `${plural(this.#exceptions, "error")} that no retry mends, the last: ${this.#lastFailure}`;
    return new KitError("PICKUP_SEEDING_INCOMPLETE", `${left} are left after ${reason}`, {
      hint: "Mend the cause (runtime.log lists the errors) and repeat the command: it goes on where it stopped.",
      exitCode: exitCodes.seedingIncomplete,
    });
  }

  #left(): UserRange[] {
    return this.#remaining.size === 0
      ? [...this.#found.remaining]
      : [...this.#remaining.values()].flat().toSorted(byStart);
  }

  #save(): void {
    const itemsDone = this.#found.itemsDone + this.#completedItems;
    const updatedAt = new Date(this.#order.clock.wallNow()).toISOString();
    this.#file.write({ ...this.#found, itemsDone, remaining: this.#left(), updatedAt });
  }

  #line(event: string, fields: { readonly [field: string]: unknown }) {
    return { time: new Date(this.#order.clock.wallNow()).toISOString(), event, ...fields };
  }

  #secondLine(reports: readonly SeedReport[]) {
    const rate = reports.reduce((sum, { written }) => sum + written, 0);
    return this.#line("second", { written: this.#written, rate, retries: this.#retries, exceptions: this.#exceptions });
  }

  #linesOf({ worker, failures, batches }: SeedReport) {
    const timed =
      (event: string) =>
      ({ timeMs, ...fields }: { readonly timeMs: number }) => ({
        time: new Date(timeMs).toISOString(),
        event,
        worker,
        ...fields,
      });
    return [...batches.map(timed("batch")), ...failures.map(timed("error"))];
  }
}

const retryReasons: readonly RetryReason[] = ["unprocessed", "throttled", "server", "network"];

function byStart([one]: UserRange, [other]: UserRange): number {
  return one - other;
}

/** The earlier account when it is about this very table and work and was not finished; else a new one. */
function accountToGoOnFrom(order: SeedingOrder, earlier: SeedingAccount | undefined): SeedingAccount {
  const { dataset, target, table, action, clock } = order;
  const ttlSeconds = dataset.config.ttl ?? earlier?.ttlSeconds ?? twoYearsFrom(clock.wallNow());
  const isSame =
    earlier?.tableCreatedAtMs === table.createdAtMs && earlier.action === action && earlier.ttlSeconds === ttlSeconds;
  if (isSame && earlier.remaining.length > 0) return earlier;
  return {
    schema: 1,
    endpoint: target.endpoint,
    region: target.region,
    table: target.table,
    tableCreatedAtMs: table.createdAtMs,
    configHash: dataset.hash,
    ttlSeconds,
    action,
    itemsDone: 0,
    itemsTotal: dataset.totalMarkers,
    remaining: [[0, dataset.users]],
    updatedAt: new Date(clock.wallNow()).toISOString(),
  };
}

/** The start of the day and two years, in seconds. */
function twoYearsFrom(wallMs: number): number {
  const day = new Date(wallMs);
  return Date.UTC(day.getUTCFullYear() + 2, day.getUTCMonth(), day.getUTCDate()) / 1000;
}

function resumable(record: ErrorRecord): KitError {
  const { code, message, hint, exitCode } = errorFromRecord(record);
  return new KitError(code as `PICKUP_${string}`, message, {
    hint: `${hint ?? ""} Then repeat the command: it goes on where it stopped.`.trimStart(),
    exitCode,
    cause: record.stack,
  });
}
