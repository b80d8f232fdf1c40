import { LatencyHistogram, percentileMsOf } from "../../stats/index.ts";
import type { Checkpoint } from "../resume/checkpoint.ts";
import { isDone, type RangeState } from "../resume/range-state.ts";
import type { DeadLetter } from "../resume/range-state.ts";
import { secondsLeftOf } from "./seconds-left.ts";
import { type HotKey, noRetries, type Retries, retryReasons, type SeedReport, type Throttle } from "../seed-report.ts";

/** The last second of a seeding. */
export interface SeedingSecond {
  readonly itemsPerSecond: number;
  readonly unitsPerSecond: number;
  /** The rate that the writers hold themselves to. */
  readonly limitUnitsPerSecond: number | null;
  /** Of a batch; null when none came back. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** How far a seeding (or a clean-up) is. Items are counted when the table has acknowledged them. */
export interface SeedingProgress {
  readonly elapsedMs: number;
  /** Items written by this command. */
  readonly written: number;
  /** Items this command has to write; those that an earlier one has written are not among them. */
  readonly planned: number;
  /** How long the rest will take at the pace so far; null when nothing was written yet. */
  readonly secondsLeft: number | null;
  /** All items that are done, whoever wrote them. */
  readonly itemsDone: number;
  readonly itemsTotal: number;
  /** Write units that the table took, those of its indexes among them. */
  readonly units: number;
  readonly retries: Retries;
  readonly throttles: readonly Throttle[];
  readonly hotKeys: readonly HotKey[];
  /** Items given up, by this command or an earlier one. */
  readonly dead: readonly DeadLetter[];
  readonly exceptions: number;
  readonly batches: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly last: SeedingSecond;
  /** True when every item is acknowledged. */
  readonly done: boolean;
}

/** Adds up what all workers report, beginning with what was done before. */
export class SeedingTotals {
  readonly #before: Checkpoint;
  readonly #ranges = new Map<number, readonly RangeState[]>();
  readonly #rates = new Map<number, number>();
  readonly #retries = noRetries();
  readonly #throttles = new Map<string, Throttle>();
  readonly #hotKeys = new Map<string, HotKey>();
  readonly #latency = new LatencyHistogram();
  readonly #dead: DeadLetter[];
  #written = 0;
  #units = 0;
  #batches = 0;
  #exceptions = 0;
  #lastFailure = "";
  #last: SeedingSecond;

  constructor(before: Checkpoint) {
    this.#before = before;
    this.#dead = [...before.dead];
    this.#last = { itemsPerSecond: 0, unitsPerSecond: 0, limitUnitsPerSecond: null, p50Ms: null, p99Ms: null };
  }

  /** Takes the reports of one second, or of the `seconds` that its last part took. */
  add(reports: readonly SeedReport[], seconds: number): void {
    const latency = new LatencyHistogram();
    let items = 0;
    let units = 0;
    for (const report of reports) {
      this.#addOne(report);
      latency.merge(report.latency);
      items += report.written;
      units += report.units;
    }
    this.#last = {
      itemsPerSecond: items / seconds,
      unitsPerSecond: units / seconds,
      limitUnitsPerSecond: [...this.#rates.values()].reduce((sum, rate) => sum + rate, 0),
      p50Ms: percentileOf(latency, 50),
      p99Ms: percentileOf(latency, 99),
    };
  }

  get lastFailure(): string {
    return this.#lastFailure;
  }

  progress(elapsedMs: number): SeedingProgress {
    const { itemsDone, itemsTotal, dead } = this.#before;
    const written = this.#written;
    const planned = Math.max(written, itemsTotal - itemsDone - dead.length);
    return {
      elapsedMs,
      written,
      planned,
      secondsLeft: secondsLeftOf({ written, planned, elapsedMs }),
      itemsDone: itemsDone + this.#written,
      itemsTotal,
      units: this.#units,
      retries: this.#retries,
      throttles: [...this.#throttles.values()],
      hotKeys: [...this.#hotKeys.values()],
      dead: this.#dead,
      exceptions: this.#exceptions,
      batches: this.#batches,
      p50Ms: percentileOf(this.#latency, 50),
      p99Ms: percentileOf(this.#latency, 99),
      last: this.#last,
      done: this.#dead.length === 0 && this.#left().length === 0,
    };
  }

  /** The checkpoint when no worker runs any more. */
  checkpoint(wallMs: number): Checkpoint {
    const rate = this.#last.limitUnitsPerSecond;
    return {
      ...this.#before,
      itemsDone: this.#before.itemsDone + this.#written,
      dead: this.#dead,
      ranges: this.#left(),
      unitsPerSecond: rate ?? this.#before.unitsPerSecond,
      session: null,
      updatedAt: new Date(wallMs).toISOString(),
    };
  }

  #addOne(report: SeedReport): void {
    this.#ranges.set(report.worker, report.ranges);
    this.#rates.set(report.worker, report.unitsPerSecond);
    this.#written += report.written;
    this.#units += report.units;
    this.#batches += report.batches;
    this.#exceptions += report.exceptions;
    this.#latency.merge(report.latency);
    this.#dead.push(...report.dead);
    for (const reason of retryReasons) this.#retries[reason] += report.retries[reason];
    for (const { reason, resource, items } of report.throttles) {
      const name = `${reason} ${resource}`;
      this.#throttles.set(name, { reason, resource, items: items + (this.#throttles.get(name)?.items ?? 0) });
    }
    for (const hot of report.hotKeys) {
      const refusedItems = hot.refusedItems + (this.#hotKeys.get(hot.key)?.refusedItems ?? 0);
      this.#hotKeys.set(hot.key, { ...hot, refusedItems });
    }
    this.#lastFailure = report.failures.at(-1)?.message ?? this.#lastFailure;
  }

  #left(): readonly RangeState[] {
    if (this.#ranges.size === 0) return this.#before.ranges;
    return [...this.#ranges.values()].flat().filter((state) => !isDone(state));
  }
}

function percentileOf(latency: LatencyHistogram, percent: number): number | null {
  return latency.count === 0 ? null : percentileMsOf(latency, percent);
}
