import { bucketOf, halfCount, highestOf, lowestOf } from "./bucket-layout.ts";
import { emptyHistogram, type SparseHistogram } from "./sparse-histogram.ts";

/** The buckets are grown by this many at a time, so that a quick endpoint stays small. */
const growth = 256;

/**
 * Counts of latencies in whole microseconds, in HdrHistogram's buckets (three significant digits, any length of time).
 * Count, sum, lowest and highest value are exact. A bucket counts to 4.29 billion.
 */
export class LatencyHistogram {
  #counts = new Uint32Array(0);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  /** How many values it holds. */
  get count(): number {
    return this.#count;
  }

  /** Exact, in microseconds; 0 when empty. */
  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  /** Exact, in microseconds; 0 when empty. */
  get max(): number {
    return this.#max;
  }

  /** Exact, in microseconds; 0 when empty. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  /** Exact, in microseconds. */
  get sum(): number {
    return this.#sum;
  }

  /** How many values are at most as high as each of some ascending bounds in microseconds, to a bucket's width. */
  countsUpTo(boundsUs: readonly number[]): number[] {
    let reached = 0;
    let index = 0;
    return boundsUs.map((bound) => {
      const end = Math.min(this.#counts.length, bucketOf(bound) + 1);
      while (index < end) reached += this.#counts[index++]!;
      return reached;
    });
  }

  /** Adds one value in microseconds, rounded to whole ones; a negative one counts as 0. */
  add(us: number): void {
    // The hot path of the kit: no call but the growth, no division, no allocation.
    const value = us < 0x8000_0000 ? (us > 0 ? (us + 0.5) >>> 0 : 0) : Math.round(us);
    const shift = value < 2 * halfCount ? 0 : 21 - Math.clz32(value);
    const index = value < 0x1_0000_0000 ? (shift << 10) + (value >>> shift) : bucketOf(value);
    if (index >= this.#counts.length) this.#grow(index);
    this.#counts[index]!++;
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds the same value several times. */
  addTimes(us: number, times: number): void {
    if (times < 1) return;
    this.add(us);
    const value = Math.max(0, Math.round(us));
    this.#counts[bucketOf(value)]! += times - 1;
    this.#count += times - 1;
    this.#sum += value * (times - 1);
  }

  /** Adds what another histogram held. */
  merge(histogram: SparseHistogram): void {
    const { indexes, counts } = histogram;
    if (indexes.length === 0) return;
    const highest = indexes.at(-1)!;
    if (highest >= this.#counts.length) this.#grow(highest);
    for (let i = 0; i < indexes.length; i++) {
      this.#counts[indexes[i]!]! += counts[i]!;
      this.#count += counts[i]!;
    }
    this.#sum += histogram.sum;
    this.#min = Math.min(this.#min, histogram.min);
    this.#max = Math.max(this.#max, histogram.max);
  }

  /** Adds so many values of one bucket; what they were exactly follows by {@link LatencyHistogram.addBounds}. */
  addBucket(index: number, count: number): void {
    if (index >= this.#counts.length) this.#grow(index);
    this.#counts[index]! += count;
    this.#count += count;
  }

  /** The sum, lowest and highest of the values that were added by their buckets. */
  addBounds(sum: number, min: number, max: number): void {
    this.#sum += sum;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
  }

  /** What is left of it without `part`, which it must contain; lowest and highest are then true to a bucket's width. */
  without(part: LatencyHistogram): LatencyHistogram {
    const rest = new LatencyHistogram();
    if (this.#count === part.#count) return rest;
    rest.merge(this.toSparse());
    for (const [index, count] of part.#counts.entries()) if (count > 0) rest.#counts[index]! -= count;
    rest.#count -= part.#count;
    rest.#sum -= part.#sum;
    rest.#narrow();
    return rest;
  }

  /**
   * The value at a percentile (0 to 100) in microseconds, exactly as HdrHistogram's `getValueAtPercentile` has it: the
   * highest value equivalent to the one found, so it may lie above `max` by the width of a bucket. 0 when empty.
   */
  percentile(percent: number): number {
    const exact = (Math.min(percent, 100) / 100) * this.#count;
    const wanted = Math.max(1, Math.ceil(exact - exact * Number.EPSILON));
    let reached = 0;
    for (let index = bucketOf(this.min); index < this.#counts.length; index++) {
      reached += this.#counts[index]!;
      if (reached >= wanted) return percent === 0 ? lowestOf(index) : highestOf(index);
    }
    return 0;
  }

  /** {@link LatencyHistogram.percentile} of several in ascending order, in one pass. */
  percentiles(percents: readonly number[]): number[] {
    const found: number[] = [];
    let reached = 0;
    let index = bucketOf(this.min) - 1;
    for (const percent of percents) {
      const exact = (Math.min(percent, 100) / 100) * this.#count;
      const wanted = Math.max(1, Math.ceil(exact - exact * Number.EPSILON));
      while (reached < wanted && index < this.#counts.length - 1) reached += this.#counts[++index]!;
      found.push(this.#count === 0 ? 0 : highestOf(index));
    }
    return found;
  }

  /** Forgets everything but its size. */
  clear(): void {
    if (this.#count > 0) this.#counts.fill(0, bucketOf(this.#min), bucketOf(this.#max) + 1);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
  }

  /** What it holds, in the form that travels. */
  toSparse(): SparseHistogram {
    if (this.#count === 0) return emptyHistogram;
    const [first, last] = [bucketOf(this.#min), bucketOf(this.#max)];
    let used = 0;
    for (let index = first; index <= last; index++) if (this.#counts[index] !== 0) used++;
    const indexes = new Uint32Array(used);
    const counts = new Uint32Array(used);
    for (let index = last; index >= first; index--) {
      if (this.#counts[index] === 0) continue;
      indexes[--used] = index;
      counts[used] = this.#counts[index]!;
    }
    return { indexes, counts, sum: this.#sum, min: this.#min, max: this.#max };
  }

  /** As {@link LatencyHistogram.toSparse}, and empties the histogram; its cost is that of what it held. */
  take(): SparseHistogram {
    const taken = this.toSparse();
    this.clear();
    return taken;
  }

  /** Moves lowest and highest to the outermost buckets that hold something. */
  #narrow(): void {
    const isFilled = (count: number) => count > 0;
    this.#min = Math.max(this.#min, lowestOf(this.#counts.findIndex(isFilled)));
    this.#max = Math.min(this.#max, highestOf(this.#counts.findLastIndex(isFilled)));
  }

  #grow(index: number): void {
    const larger = new Uint32Array(Math.ceil((index + 1) / growth) * growth);
    larger.set(this.#counts);
    this.#counts = larger;
  }
}
