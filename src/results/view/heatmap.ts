import { middleUsOf, type Tick } from "../../stats/index.ts";
import type { HeatmapView } from "../run-history-view.ts";

const bucketsPerDoubling = 4;
/** Wider than any screen; beyond it two columns become one. */
const mostColumns = 1800;

type Cells = Map<number, number>;

/** A column that is behind: its cells by bucket, and the same as JSON, which every page that is opened is sent. */
interface Closed {
  readonly cells: readonly number[];
  readonly json: string;
}

/** How many requests took how long, in each step of a run; counts alone, so thinning it needs nothing but itself. */
export class Heatmap {
  readonly #mostColumns: number;
  #stepSeconds = 1;
  #closed: Closed[] = [];
  /** The last column, and its place. */
  #open: Cells = new Map();
  #place = 0;
  #isEmpty = true;

  constructor(columns = mostColumns) {
    this.#mostColumns = columns;
  }

  /** Adds a second, in their order; true when the columns were merged to make room for it. */
  add({ second, endpoints }: Tick): boolean {
    const isThinned = second >= this.#mostColumns * this.#stepSeconds;
    while (second >= this.#mostColumns * this.#stepSeconds) this.#thin();
    this.#openUpTo(Math.floor(second / this.#stepSeconds));
    for (const { intended } of endpoints) {
      for (const [i, index] of intended.indexes.entries()) count(this.#open, heatBucketOf(index), intended.counts[i]!);
    }
    return isThinned;
  }

  view(): HeatmapView {
    const columns = [...this.#closed.map(({ cells }) => cells), ...(this.#isEmpty ? [] : [flat(this.#open)])];
    return { stepSeconds: this.#stepSeconds, bucketsPerDoubling, columns };
  }

  /** The view as JSON. */
  toJson(): string {
    const { columns, ...steps } = { stepSeconds: this.#stepSeconds, bucketsPerDoubling, columns: this.#closed };
    const open = this.#isEmpty ? [] : [JSON.stringify(flat(this.#open))];
    return `${JSON.stringify(steps).slice(0, -1)},"columns":[${[...columns.map(({ json }) => json), ...open].join(",")}]}`;
  }

  /** The column of the last second. */
  latest(): { column: number; cells: number[] } {
    return { column: this.#place, cells: flat(this.#open) };
  }

  #openUpTo(place: number): void {
    this.#isEmpty = false;
    for (; this.#place < place; this.#place++) {
      this.#closed.push(closed(flat(this.#open)));
      this.#open = new Map();
    }
  }

  #thin(): void {
    const halves = this.#closed.map(({ cells }) => cells);
    const whole = Math.floor(this.#place / 2);
    this.#closed = Array.from({ length: whole }, (_, i) => {
      const cells = cellsOf(halves[2 * i]!);
      addTo(cells, halves[2 * i + 1]!);
      return closed(flat(cells));
    });
    if (this.#place % 2 === 1) addTo(this.#open, halves.at(-1)!);
    this.#place = whole;
    this.#stepSeconds *= 2;
  }
}

function closed(cells: readonly number[]): Closed {
  return { cells, json: JSON.stringify(cells) };
}

function cellsOf(cells: readonly number[]): Cells {
  const map: Cells = new Map();
  addTo(map, cells);
  return map;
}

function addTo(cells: Cells, other: readonly number[]): void {
  for (let at = 0; at < other.length; at += 2) count(cells, other[at]!, other[at + 1]!);
}

function count(cells: Cells, bucket: number, more: number): void {
  cells.set(bucket, (cells.get(bucket) ?? 0) + more);
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
