import type { SeedingProgress } from "../seeding/index.ts";
import type { SeedingHistoryView, SeedingPoint } from "./seeding-view.ts";

const mostSteps = 7200;

/** A seeding over time, of bounded size: when it is full, two steps become one. */
export class SeedingHistory {
  readonly #mostSteps: number;
  #points: SeedingPoint[] = [];
  #before: SeedingProgress | undefined;
  /** How many seconds make a step, and how many the last one has. */
  #perStep = 1;
  #inLast = 0;

  constructor(steps = mostSteps) {
    this.#mostSteps = steps;
  }

  /** The last step with its place; null: none is over yet. */
  get latest(): { readonly index: number; readonly point: SeedingPoint } | null {
    const point = this.#points.at(-1);
    return point === undefined ? null : { index: this.#points.length - 1, point };
  }

  /** Adds what the time since the last call came to; true when steps were joined, so that all is new. */
  add(progress: SeedingProgress): boolean {
    const before = this.#before;
    this.#before = { ...progress, retries: { ...progress.retries } };
    if (before === undefined || progress.elapsedMs <= before.elapsedMs) return false;
    const point = pointOf(before, progress);
    if (this.#inLast > 0 && this.#inLast < this.#perStep) {
      this.#points.push(joined(this.#points.pop()!, this.#inLast++, point));
      return false;
    }
    const isFull = this.#points.length >= this.#mostSteps;
    if (isFull) this.#thin();
    this.#points.push(point);
    this.#inLast = 1;
    return isFull;
  }

  view(): SeedingHistoryView {
    const column = (name: keyof SeedingPoint) => this.#points.map((point) => point[name]);
    return {
      second: column("second"),
      itemsPerSecond: column("itemsPerSecond"),
      unitsPerSecond: column("unitsPerSecond"),
      limitUnitsPerSecond: column("limitUnitsPerSecond"),
      p50Ms: column("p50Ms"),
      p99Ms: column("p99Ms"),
      unprocessed: column("unprocessed"),
      throttled: column("throttled"),
      server: column("server"),
      network: column("network"),
    };
  }

  #thin(): void {
    const halves = this.#points;
    this.#points = [];
    for (let at = 0; at + 1 < halves.length; at += 2) this.#points.push(joined(halves[at]!, 1, halves[at + 1]!));
    this.#perStep *= 2;
  }
}

function pointOf(before: SeedingProgress, { elapsedMs, last, retries }: SeedingProgress): SeedingPoint {
  const seconds = (elapsedMs - before.elapsedMs) / 1000;
  const rate = (reason: keyof typeof retries) => tenths((retries[reason] - before.retries[reason]) / seconds);
  return {
    second: tenths(elapsedMs / 1000),
    itemsPerSecond: tenths(last.itemsPerSecond),
    unitsPerSecond: tenths(last.unitsPerSecond),
    limitUnitsPerSecond: last.limitUnitsPerSecond === null ? null : tenths(last.limitUnitsPerSecond),
    p50Ms: last.p50Ms,
    p99Ms: last.p99Ms,
    unprocessed: rate("unprocessed"),
    throttled: rate("throttled"),
    server: rate("server"),
    network: rate("network"),
  };
}

/** A step of `weight` parts with one part more. */
function joined(a: SeedingPoint, weight: number, b: SeedingPoint): SeedingPoint {
  const mean = (name: "itemsPerSecond" | "unitsPerSecond" | "unprocessed" | "throttled" | "server" | "network") =>
    tenths((a[name] * weight + b[name]) / (weight + 1));
  return {
    second: b.second,
    itemsPerSecond: mean("itemsPerSecond"),
    unitsPerSecond: mean("unitsPerSecond"),
    limitUnitsPerSecond: b.limitUnitsPerSecond,
    p50Ms: slower(a.p50Ms, b.p50Ms),
    p99Ms: slower(a.p99Ms, b.p99Ms),
    unprocessed: mean("unprocessed"),
    throttled: mean("throttled"),
    server: mean("server"),
    network: mean("network"),
  };
}

function slower(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
