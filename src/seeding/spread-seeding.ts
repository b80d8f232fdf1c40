import type { RateLimits } from "./rate/rate-governor.ts";
import { isDone, type RangeState } from "./resume/range-state.ts";
import { type SeedReport, SeedTally } from "./seed-report.ts";
import type { SeedOrder } from "./seed-runner.ts";
import type { SeedPart, SpreadReport, SpreadShare } from "./spread-job.ts";

/** Another limit is worth a message when it differs by this share. */
const worthTelling = 0.05;

/**
 * A seeding that is cut into parts for several machines. It knows how far every part is, so that whoever takes one over
 * begins there, and divides the one limit of write units: each machine gets of it what it has of the work that is left.
 */
export class SpreadSeeding {
  readonly #order: SeedOrder;
  readonly #left: (readonly RangeState[])[];
  readonly #rate: RateLimits;
  readonly #of: number;
  /** By the parts of each worker: the rate that it was told. */
  readonly #told = new Map<string, number>();

  constructor(order: SeedOrder, of: number) {
    const shares = Array.from({ length: of }, (_, part) => order.shareOf(part, of));
    const { start, most, burstSeconds } = shares[0]!.rate;
    this.#order = order;
    this.#of = of;
    this.#left = shares.map(({ ranges }) => ranges);
    this.#rate = { start: start * of, most: most * of, burstSeconds };
    // So that the totals know of every part from the beginning.
    order.onReports(
      -1,
      this.#left.map((ranges, part) => idle(part, ranges)),
    );
  }

  get isDone(): boolean {
    return this.#left.every((ranges) => ranges.every(isDone));
  }

  shareOf(held: readonly number[]): SpreadShare {
    const share = this.#shareOfWork(held);
    const { start, most, burstSeconds } = this.#rate;
    this.#told.set(keyOf(held), share);
    const parts = held.map((part): SeedPart => ({ part, ranges: this.#left[part]! }));
    return { parts, rate: { start: start * share, most: most * share, burstSeconds } };
  }

  /** A worker reported: from there the parts go on, whoever has them. */
  heard({ parts }: SpreadReport): void {
    for (const { part, ranges } of parts) this.#left[part] = ranges.filter((state) => !isDone(state));
  }

  /** Hands the account what all workers did in a second. True when the limits should be told anew. */
  counted(second: number, reports: readonly SpreadReport[]): boolean {
    this.#order.onReports(second, reports.flatMap(byPart));
    const held = reports.map(({ parts }) => parts.map(({ part }) => part));
    return held.some((parts) => {
      const told = this.#told.get(keyOf(parts));
      return told !== undefined && Math.abs(this.#shareOfWork(parts) - told) > told * worthTelling;
    });
  }

  #shareOfWork(held: readonly number[]): number {
    const all = this.#left.reduce((sum, ranges) => sum + usersIn(ranges), 0);
    if (all === 0) return held.length / this.#of;
    return held.reduce((sum, part) => sum + usersIn(this.#left[part]!), 0) / all;
  }
}

function keyOf(parts: readonly number[]): string {
  return parts.toSorted((a, b) => a - b).join();
}

/** A user that is begun counts as one. */
function usersIn(ranges: readonly RangeState[]): number {
  return ranges.reduce((sum, { low, end, holes }) => sum + end - low + holes.length, 0);
}

/** As the account takes them: one report for each part, the counts with the first one. */
function byPart({ parts, ...counts }: SpreadReport): SeedReport[] {
  return parts.map(({ part, ranges }, index) =>
    index === 0 ? { ...counts, worker: part, ranges } : { ...idle(part, ranges), fatal: null },
  );
}

function idle(part: number, ranges: readonly RangeState[]): SeedReport {
  return { ...new SeedTally().take(), worker: part, unitsPerSecond: 0, ranges, fatal: null };
}
