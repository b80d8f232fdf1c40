import { bucketOf, lowestOf } from "./bucket-layout.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { emptyHistogram, type SparseHistogram } from "./sparse-histogram.ts";

/** HdrHistogram's layout for two significant digits: values below 256 have a bucket each, then 128 to a doubling. */
const halfBits = 7;
const half = 1 << halfBits;

/** Buckets are grown by this many at a time. */
const growth = 128;

/**
 * Counts of latencies in whole microseconds to two significant digits: a tenth of the memory of a
 * {@link LatencyHistogram}, in whose buckets it travels. Sum, lowest and highest value are exact.
 */
export class CoarseHistogram {
  #counts = new Uint32Array(0);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  /** Adds one value in microseconds, rounded to whole ones; a negative one counts as 0, one above 35 minutes as that. */
  add(us: number): void {
    const value = us < 0x7fff_ffff ? (us > 0 ? (us + 0.5) >>> 0 : 0) : 0x7fff_ffff;
    this.#addTo(coarseBucketOf(value), 1);
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds what another one held. */
  merge({ indexes, counts, sum, min, max }: SparseHistogram): void {
    if (indexes.length === 0) return;
    for (let i = 0; i < indexes.length; i++) {
      this.#addTo(coarseBucketOf(lowestOf(indexes[i]!)), counts[i]!);
      this.#count += counts[i]!;
    }
    this.#sum += sum;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
  }

  /** What it holds, in the form that travels: each bucket stands for its highest value. */
  toSparse(): SparseHistogram {
    if (this.#count === 0) return emptyHistogram;
    const [first, last] = [coarseBucketOf(this.#min), coarseBucketOf(this.#max)];
    const indexes: number[] = [];
    const counts: number[] = [];
    for (let bucket = first; bucket <= last; bucket++) {
      const count = this.#counts[bucket]!;
      if (count === 0) continue;
      // Not above what there was, so that the highest value marks the last bucket in every histogram.
      indexes.push(bucketOf(Math.min(highestOfCoarse(bucket), this.#max)));
      counts.push(count);
    }
    const [sum, min, max] = [this.#sum, this.#min, this.#max];
    return { indexes: Uint32Array.from(indexes), counts: Uint32Array.from(counts), sum, min, max };
  }

  /** As {@link CoarseHistogram.toSparse}, and empties the histogram. */
  take(): SparseHistogram {
    const taken = this.toSparse();
    if (this.#count > 0) this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
    return taken;
  }

  /** Mean and 95th percentile in milliseconds; null when empty. */
  figures(): { readonly mean: number; readonly p95: number } | null {
    if (this.#count === 0) return null;
    const wanted = Math.ceil(0.95 * this.#count);
    let bucket = coarseBucketOf(this.#min);
    for (let reached = this.#counts[bucket]!; reached < wanted;) reached += this.#counts[++bucket]!;
    return {
      mean: Math.round(this.#sum / this.#count) / 1000,
      p95: Math.min(highestOfCoarse(bucket), this.#max) / 1000,
    };
  }

  /** The same counts in a histogram that gives percentiles. */
  toLatency(): LatencyHistogram {
    const histogram = new LatencyHistogram();
    histogram.merge(this.toSparse());
    return histogram;
  }

  #addTo(bucket: number, times: number): void {
    if (bucket >= this.#counts.length) {
      const larger = new Uint32Array(Math.ceil((bucket + 1) / growth) * growth);
      larger.set(this.#counts);
      this.#counts = larger;
    }
    this.#counts[bucket]! += times;
  }
}

/** The bucket of a whole number of microseconds below 2³¹. */
function coarseBucketOf(us: number): number {
  const shift = us < 2 * half ? 0 : 31 - halfBits - Math.clz32(us);
  return (shift << halfBits) + (us >>> shift);
}

function highestOfCoarse(bucket: number): number {
  if (bucket < 2 * half) return bucket;
  const shift = (bucket >>> halfBits) - 1;
  return ((bucket & (half - 1)) + half + 1) * 2 ** shift - 1;
}
