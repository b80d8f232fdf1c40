import { randomUUID } from "node:crypto";
import { isAws } from "../dynamodb/index.ts";
import { type ErrorRecord, errorFromRecord, exitCodes, formatCount, KitError, plural } from "../ground/index.ts";
import { RuntimeLog } from "./account/runtime-log.ts";
import { accountOf, type SeedingAccount, writeAccount } from "./account/seeding-account.ts";
import { type SeedingProgress, SeedingTotals } from "./account/seeding-totals.ts";
import { dividedRate, rateLimitsFor } from "./rate/starting-rate.ts";
import { type Checkpoint, type CheckpointedWork, checkpointToGoOnFrom } from "./resume/checkpoint.ts";
import { CheckpointFile } from "./resume/checkpoint-file.ts";
import { type RangeState, sliceStates } from "./resume/range-state.ts";
import type { SeedInput, SeedShare } from "./seed-job.ts";
import type { SeedReport } from "./seed-report.ts";
import type { SeedRunner } from "./seed-runner.ts";

/** What is to be written where, and how. */
export interface SeedingOrder extends CheckpointedWork {
  readonly settings: Pick<SeedInput, "concurrency" | "maxExceptions" | "logBatches">;
  /** Never more write units a second than this; null: what the table shows. */
  readonly maxUnitsPerSecond: number | null;
  /** What a million write units cost; null where they cost nothing. */
  readonly dollarsPerMillionUnits: number | null;
  /** The working directory: `runtime.log` and `.pickup/` are there. */
  readonly folder: string;
  /** Aborted: nothing new is sent, what is in flight ends, the checkpoint is kept. */
  readonly interrupted: AbortSignal;
  readonly run: SeedRunner;
  /** The workers are on other machines: how far they are is kept here, each second. */
  readonly isSpread: boolean;
  /** Called before the first write, then once a second and at the end. */
  readonly observe: (progress: SeedingProgress) => void;
}

/**
 * Puts all items of the dataset into the table, or deletes them, going on from the checkpoint of an earlier, unfinished
 * run. Resolves with the final account when all is done or after an interruption; the checkpoint is kept either way, but
 * that of a finished clean-up. Throws the fatal error of a worker, or `PICKUP_SEEDING_INCOMPLETE` (exit code 6).
 */
export async function runSeeding(order: SeedingOrder): Promise<SeedingAccount> {
  return new Seeding(order).run();
}

class Seeding {
  readonly #order: SeedingOrder;
  readonly #file: CheckpointFile;
  readonly #log: RuntimeLog;
  readonly #begun: Checkpoint;
  readonly #totals: SeedingTotals;
  readonly #startMs: number;
  readonly #session = randomUUID();
  readonly #stopping = new AbortController();
  #reportedMs: number;
  #failure: unknown;

  constructor(order: SeedingOrder) {
    this.#order = order;
    this.#file = new CheckpointFile(order.folder, order.target, order.shard);
    this.#log = new RuntimeLog(order.folder, order.clock);
    this.#begun = checkpointToGoOnFrom(order, order.restart ? undefined : this.#file.read());
    this.#totals = new SeedingTotals(this.#begun);
    this.#startMs = this.#reportedMs = order.clock.now();
  }

  async run(): Promise<SeedingAccount> {
    const { run, clock, interrupted, observe } = this.#order;
    const stop = AbortSignal.any([interrupted, this.#stopping.signal]);
    const shareOf = (worker: number, workers: number) => this.#shareOf(worker, workers);
    const onReports = (_second: number, reports: readonly SeedReport[]) => this.#take(reports);
    this.#log.started(this.#begun);
    this.#file.write(this.#begun);
    this.#file.prune();
    observe(this.#progress());
    try {
      await run({ input: this.#input(), shareOf, onReports, stop }, clock);
    } catch (error) {
      this.#failure ??= error;
    }
    return this.#close(interrupted.aborted);
  }

  #progress(): SeedingProgress {
    return this.#totals.progress(this.#order.clock.now() - this.#startMs);
  }

  #input(): SeedInput {
    const { target, dataset, action, settings, table } = this.#order;
    const limits = { table: table.writeUnitsPerSecond, indexes: table.indexWriteUnits };
    return { target, config: dataset.config, action, ttlSeconds: this.#begun.ttlSeconds, limits, ...settings };
  }

  /** What one of so many workers does. Before the first of them begins, the checkpoint knows all shares. */
  #shareOf(worker: number, workers: number): SeedShare {
    if (worker === 0 && !this.#order.isSpread) {
      const shares = Array.from({ length: workers }, (_, index) => this.#slice(index, workers));
      this.#file.write({ ...this.#begun, session: { id: this.#session, shares } });
    }
    const { table, maxUnitsPerSecond, target, shard } = this.#order;
    const wishes = { most: maxUnitsPerSecond, earlier: this.#begun.unitsPerSecond, isAws: isAws(target) };
    const rate = dividedRate(rateLimitsFor(table, wishes), workers * (shard?.count ?? 1));
    return { ranges: this.#slice(worker, workers), rate, part: this.#file.partOf(worker, this.#session) };
  }

  #slice(worker: number, workers: number): RangeState[] {
    return sliceStates(this.#begun.ranges, worker, workers);
  }

  #take(reports: readonly SeedReport[]): void {
    const { settings, observe, clock } = this.#order;
    const nowMs = clock.now();
    this.#totals.add(reports, Math.max(1, nowMs - this.#reportedMs) / 1000);
    this.#reportedMs = nowMs;
    for (const { fatal } of reports) if (fatal !== null) this.#failure ??= resumable(fatal);
    const progress = this.#progress();
    this.#keeping(() => this.#log.reported(reports, progress));
    if (this.#order.isSpread) this.#keeping(() => this.#file.write(this.#totals.checkpoint(clock.wallNow())));
    if (this.#failure !== undefined || progress.exceptions >= settings.maxExceptions) this.#stopping.abort();
    observe(progress);
  }

  #close(interrupted: boolean): SeedingAccount {
    const { action, clock, folder, dollarsPerMillionUnits } = this.#order;
    const progress = this.#progress();
    const account = accountOf(this.#begun, progress, dollarsPerMillionUnits);
    this.#keeping(() => {
      if (progress.done && action === "delete") this.#file.remove();
      else this.#file.write(this.#totals.checkpoint(clock.wallNow()));
      this.#log.ended(account, interrupted);
      writeAccount(folder, account);
    });
    if (this.#failure !== undefined) throw this.#failure;
    if (!progress.done && !interrupted) throw incomplete(progress, this.#totals.lastFailure);
    return account;
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

function incomplete({ itemsTotal, itemsDone, dead }: SeedingProgress, lastFailure: string): KitError {
  const left = `${formatCount(itemsTotal - itemsDone)} of ${plural(itemsTotal, "item")} are left`;
  const given = dead.length === 0 ? "" : `, ${formatCount(dead.length)} of them given up`;
  const last = lastFailure === "" ? (dead.at(-1)?.error ?? "") : lastFailure;
  return new KitError("PICKUP_SEEDING_INCOMPLETE", `${left}${given}; the last error: ${last}`, {
    hint:
      dead.length === 0
        ? "Mend the cause (runtime.log lists the errors) and repeat the command: it goes on where it stopped."
        : "Mend the cause (runtime.log lists the errors) and repeat the command with --retry-failed.",
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
