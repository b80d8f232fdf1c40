import type { HeatmapView } from "../state/protocol.ts";

/** The least latency of a bucket in milliseconds. */
export function bucketMs(bucket: number, { bucketsPerDoubling }: Pick<HeatmapView, "bucketsPerDoubling">): number {
  return 2 ** (bucket / bucketsPerDoubling) / 1000;
}

/** Where a latency stands among the buckets; not a whole number. */
export function bucketOf(ms: number, { bucketsPerDoubling }: Pick<HeatmapView, "bucketsPerDoubling">): number {
  return Math.max(0, Math.log2(ms * 1000) * bucketsPerDoubling);
}

/** What stands in a range of columns: buckets from `least` to `most`, and the greatest count of a cell. */
export interface HeatmapExtent {
  readonly least: number;
  readonly most: number;
  readonly greatest: number;
}

export function heatmapExtent(columns: HeatmapView["columns"]): HeatmapExtent | null {
  let [least, most, greatest] = [Infinity, -Infinity, 0];
  for (const cells of columns) {
    for (let cell = 0; cell < cells.length; cell += 2) {
      const bucket = cells[cell]!;
      if (bucket < least) least = bucket;
      if (bucket > most) most = bucket;
      if (cells[cell + 1]! > greatest) greatest = cells[cell + 1]!;
    }
  }
  return greatest === 0 ? null : { least, most, greatest };
}

/** How dark a cell is, 0 to 1: a root of its count, so that a few slow answers are seen beside many fast ones. */
export function shadeOf(count: number, greatest: number): number {
  if (count <= 0) return 0;
  return greatest <= 1 ? 1 : 0.15 + 0.85 * (count / greatest) ** 0.45;
}

const steps = [1, 2, 5];

/** Round latencies between two, at most about eight: 1, 2, 5, 10 ms … */
export function roundLatencies(leastMs: number, mostMs: number): number[] {
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(leastMs)); power <= Math.ceil(Math.log10(mostMs)); power++) {
    for (const step of steps) all.push(Number((step * 10 ** power).toPrecision(1)));
  }
  const within = all.filter((ms) => ms >= leastMs && ms <= mostMs);
  return within.length <= 8 ? within : within.filter((ms) => Number.isInteger(Math.round(Math.log10(ms) * 1e6) / 1e6));
}

/** A band of latencies a factor of two wide, with the requests of each column in it. */
export interface LatencyBand {
  readonly fromMs: number;
  readonly toMs: number;
  readonly counts: readonly number[];
  readonly total: number;
}

/** The heatmap as a table: one row for each doubling of the latency that holds anything. */
export function latencyBands({ columns, bucketsPerDoubling }: HeatmapView): LatencyBand[] {
  const extent = heatmapExtent(columns);
  if (extent === null) return [];
  const bandOf = (bucket: number) => Math.floor(bucket / bucketsPerDoubling);
  const first = bandOf(extent.least);
  const bands = Array.from({ length: bandOf(extent.most) - first + 1 }, () => columns.map(() => 0));
  columns.forEach((cells, column) => {
    for (let cell = 0; cell < cells.length; cell += 2)
      bands[bandOf(cells[cell]!) - first]![column]! += cells[cell + 1]!;
  });
  return bands.map((counts, index) => ({
    fromMs: 2 ** (first + index) / 1000,
    toMs: 2 ** (first + index + 1) / 1000,
    counts,
    total: counts.reduce((sum, count) => sum + count, 0),
  }));
}
