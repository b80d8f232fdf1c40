import { type RetryReason, retryReasons, type SeedReport } from "./seed-report.ts";
import type { SeedingAccount } from "./seeding-account.ts";
import { sliceRanges, type UserRange } from "./user-ranges.ts";

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

/** Adds up what all workers report, beginning with the account of what was done before. */
export class SeedingTotals {
  readonly #before: SeedingAccount;
  readonly #remaining = new Map<number, readonly UserRange[]>();
  readonly #retries = { unprocessed: 0, throttled: 0, server: 0, network: 0 };
  #written = 0;
  #completedItems = 0;
  #exceptions = 0;
  #lastFailure = "";

  constructor(before: SeedingAccount) {
    this.#before = before;
  }

  /** The users of one of so many workers. */
  shareOf(worker: number, workers: number): readonly UserRange[] {
    const ranges = sliceRanges(this.#before.remaining, worker, workers);
    this.#remaining.set(worker, ranges);
    return ranges;
  }

  add(report: SeedReport): void {
    this.#remaining.set(report.worker, report.remaining);
    this.#written += report.written;
    this.#completedItems += report.completedItems;
    this.#exceptions += report.exceptions;
    for (const reason of retryReasons) this.#retries[reason] += report.retries[reason];
    this.#lastFailure = report.failures.at(-1)?.message ?? this.#lastFailure;
  }

  get lastFailure(): string {
    return this.#lastFailure;
  }

  progress(elapsedMs: number): SeedingProgress {
    const { itemsDone, itemsTotal } = this.#before;
    return {
      elapsedMs,
      written: this.#written,
      planned: itemsTotal - itemsDone,
      itemsDone: itemsDone + this.#completedItems,
      itemsTotal,
      retries: this.#retries,
      exceptions: this.#exceptions,
      done: this.#left().length === 0,
    };
  }

  /** The account as it is now. */
  account(wallMs: number): SeedingAccount {
    const itemsDone = this.#before.itemsDone + this.#completedItems;
    return { ...this.#before, itemsDone, remaining: this.#left(), updatedAt: new Date(wallMs).toISOString() };
  }

  #left(): readonly UserRange[] {
    if (this.#remaining.size === 0) return this.#before.remaining;
    return [...this.#remaining.values()].flat().toSorted(([one], [other]) => one - other);
  }
}
