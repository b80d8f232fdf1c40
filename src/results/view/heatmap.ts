import { middleUsOf, type Tick } from "../../stats/index.ts";
import type { HeatmapView } from "../run-view.ts";

const bucketsPerDoubling = 4;
/** Wider than any screen; beyond it two columns become one. */
const mostColumns = 1800;

type Cells = Map<number, number>;

/** How many requests took how long, in each step of a run; counts alone, so thinning it needs nothing but itself. */
export class Heatmap {
  readonly #mostColumns: number;
  #stepSeconds = 1;
  #columns: Cells[] = [];

  constructor(columns = mostColumns) {
    this.#mostColumns = columns;
  }

  /** Adds a second; true when the columns were merged to make room for it. */
  add({ second, endpoints }: Tick): boolean {
    const isThinned = second >= this.#mostColumns * this.#stepSeconds;
    while (second >= this.#mostColumns * this.#stepSeconds) this.#thin();
    const column = Math.floor(second / this.#stepSeconds);
    while (this.#columns.length <= column) this.#columns.push(new Map());
    const cells = this.#columns[column]!;
    for (const { intended } of endpoints) {
      for (const [i, index] of intended.indexes.entries()) {
        const bucket = heatBucketOf(index);
        cells.set(bucket, (cells.get(bucket) ?? 0) + intended.counts[i]!);
      }
    }
    return isThinned;
  }

  view(): HeatmapView {
    return { stepSeconds: this.#stepSeconds, bucketsPerDoubling, columns: this.#columns.map(flat) };
  }

  /** The column that a second is in. */
  columnAt(second: number): { column: number; cells: number[] } {
    const column = Math.floor(second / this.#stepSeconds);
    return { column, cells: flat(this.#columns[column] ?? new Map()) };
  }

  #thin(): void {
    const halves = this.#columns;
    this.#stepSeconds *= 2;
    this.#columns = Array.from({ length: Math.ceil(halves.length / 2) }, (_, i) =>
      merged(halves[2 * i]!, halves[2 * i + 1] ?? new Map()),
    );
  }
}

function merged(into: Cells, other: Cells): Cells {
  for (const [bucket, count] of other) into.set(bucket, (into.get(bucket) ?? 0) + count);
  return into;
}

function flat(cells: Cells): number[] {
  return [...cells].toSorted(([a], [b]) => a - b).flat();
}

const heatBuckets: number[] = [];

/** The bucket of the map for a bucket of the histograms. */
function heatBucketOf(index: number): number {
  return (heatBuckets[index] ??= Math.max(
    0,
    Math.floor(Math.log2(Math.max(1, middleUsOf(index))) * bucketsPerDoubling),
  ));
}
