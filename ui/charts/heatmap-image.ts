import { colourOf } from "../design/theme.ts";
import type { HeatmapView } from "../state/protocol.ts";
import { heatmapExtent, type HeatmapExtent, shadeOf } from "./heatmap-scale.ts";

const stops = ["heat-0", "heat-1", "heat-2", "heat-3", "heat-4"] as const;

/**
 * The heatmap as a picture of one pixel for each cell, the highest bucket on top. Only columns that changed are painted
 * again; all are when the extent grew, the colours changed, or the greatest count doubled.
 */
export class HeatmapImage {
  canvas = new OffscreenCanvas(1, 1);
  extent: HeatmapExtent | null = null;
  #painted: (readonly number[])[] = [];
  #ramp: readonly (readonly [number, number, number])[] = [];
  #rampOf = "";

  /** Brings the picture up to date. */
  update({ columns }: HeatmapView): void {
    const isFewer = columns.length < this.#painted.length;
    const found = heatmapExtent(columns.filter((cells, column) => isFewer || this.#painted[column] !== cells));
    if (isFewer) [this.extent, this.#rampOf] = [null, ""];
    if (found !== null) this.#fit(found, columns.length);
    else if (this.extent !== null) this.#fit(this.extent, columns.length);
    if (this.extent === null) return;
    const { least, most, greatest } = this.extent;
    const context = this.canvas.getContext("2d")!;
    const rows = most - least + 1;
    columns.forEach((cells, column) => {
      if (this.#painted[column] === cells) return;
      this.#painted[column] = cells;
      const pixels = context.createImageData(1, rows);
      for (let cell = 0; cell < cells.length; cell += 2) {
        const colour = this.#ramp[Math.round(shadeOf(cells[cell + 1]!, greatest) * 255)]!;
        pixels.data.set([...colour, 255], (most - cells[cell]!) * 4);
      }
      context.putImageData(pixels, column, 0);
    });
  }

  /** A new canvas where the old one has no room for all, or shows other colours. */
  #fit(found: HeatmapExtent, columns: number): void {
    const ramp = stops.map(colourOf).join();
    const { extent } = this;
    const isRoomy =
      extent !== null &&
      extent.least <= found.least &&
      extent.most >= found.most &&
      extent.greatest >= found.greatest &&
      this.canvas.width >= columns &&
      ramp === this.#rampOf;
    if (isRoomy) return;
    this.#rampOf = ramp;
    this.#ramp = Array.from({ length: 256 }, (_, shade) => blend(shade / 255));
    this.#painted = [];
    this.extent = {
      least: Math.min(found.least, extent?.least ?? Infinity),
      most: Math.max(found.most, extent?.most ?? 0),
      greatest: 2 ** Math.ceil(Math.log2(Math.max(found.greatest, extent?.greatest ?? 1))),
    };
    this.canvas = new OffscreenCanvas(roomFor(columns), this.extent.most - this.extent.least + 1);
  }
}

function roomFor(columns: number): number {
  return 2 ** Math.ceil(Math.log2(columns + 1));
}

function blend(share: number): readonly [number, number, number] {
  const place = share * (stops.length - 1);
  const lower = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [parts(colourOf(stops[lower]!)), parts(colourOf(stops[lower + 1]!))];
  const mix = (channel: 0 | 1 | 2) => Math.round(from[channel] + (to[channel] - from[channel]) * (place - lower));
  return [mix(0), mix(1), mix(2)];
}

/** `#2b4fb8` in parts; `#abc` is what a minifier makes of `#aabbcc`. */
function parts(hex: string): [number, number, number] {
  const digits = hex.slice(1);
  const long = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16)) as [number, number, number];
}
