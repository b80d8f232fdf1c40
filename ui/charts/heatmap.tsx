import { useContext, useMemo, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { axisMsText, countText, msFigure, msText } from "../format/figures.ts";
import { clockText } from "../format/times.ts";
import type { HeatmapView } from "../state/protocol.ts";
import { chooseStretch, cursorOf, timeAxisOf, timeScaleOf, valueAxisOf } from "./chart-axes.ts";
import { HeatmapImage } from "./heatmap-image.ts";
import { bucketMs, bucketOf, roundLatencies } from "./heatmap-scale.ts";
import { Plot } from "./plot.tsx";
import { TimeAxisContext } from "./time-axis.ts";

export interface HeatmapProps {
  readonly heatmap: HeatmapView;
  readonly seconds: number;
  readonly height: number;
  readonly hasTimes: boolean;
  /** Changes whenever a cell did: the columns themselves grow in place. */
  readonly revision: number;
}

const hint = "How many requests took how long: two bands are two kinds of answers, which percentiles hide.";

/** Latency over time as a heatmap: the darker, the more requests. */
export function Heatmap(props: HeatmapProps) {
  const { heatmap, height, hasTimes, revision } = props;
  const axis = useContext(TimeAxisContext);
  const image = useMemo(() => new HeatmapImage(), []);
  const latest = useRef(props);
  latest.current = props;
  const told = useRef<HTMLElement>(null);
  const { columns, stepSeconds } = heatmap;
  const data = useMemo(
    () => [columns.map((_, index) => index * stepSeconds), columns.map(() => null)] as uPlot.AlignedData,
    [columns, columns.length, stepSeconds, revision],
  );
  const describe = (index: number) => `${clockText(index * stepSeconds)}: ${columnText(heatmap, index)}`;
  return (
    <figure class="chart" aria-label="Latency heatmap">
      <figcaption>
        <span class="chart-title" title={hint}>
          Latency heatmap
        </span>
        <span class="legend">
          <span class="legend-note" ref={told} />
          <span class="heat-scale">
            few <i aria-hidden="true" /> many requests
          </span>
        </span>
      </figcaption>
      <Plot
        options={() => optionsOf(latest, axis, image)}
        structure={`${hasTimes} ${axis.syncKey}`}
        data={data}
        height={height}
        seconds={props.seconds}
        label={`Latency heatmap. ${hint} Arrow keys move through time.`}
        describe={describe}
        onCursor={(index, plot) => {
          if (told.current !== null) told.current.textContent = cellText(latest.current.heatmap, index, plot);
        }}
      />
    </figure>
  );
}

function optionsOf(
  latest: { readonly current: HeatmapProps },
  axis: Parameters<typeof cursorOf>[0],
  image: HeatmapImage,
): Omit<uPlot.Options, "width" | "height"> {
  const shown = () => {
    const { heatmap } = latest.current;
    const { least = 0, most = 8 } = image.extent ?? {};
    return { heatmap, least, most: most + 1, leastMs: bucketMs(least, heatmap), mostMs: bucketMs(most + 1, heatmap) };
  };
  return {
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { ...cursorOf(axis), y: true, points: { show: false } },
    scales: {
      x: timeScaleOf(axis, () => latest.current.seconds),
      y: {
        range: () => {
          image.update(latest.current.heatmap);
          return [shown().least, shown().most];
        },
      },
    },
    axes: [
      timeAxisOf(latest.current.hasTimes),
      {
        ...valueAxisOf((bucket) => axisMsText(Number(bucketMs(bucket, latest.current.heatmap).toPrecision(2)))),
        splits: () => roundLatencies(shown().leastMs, shown().mostMs).map((ms) => bucketOf(ms, shown().heatmap)),
        grid: { show: false },
      },
    ],
    series: [{}, { show: true, points: { show: false } }],
    hooks: {
      setSelect: [(plot) => chooseStretch(plot, axis)],
      drawAxes: [(plot) => paint(plot, image, latest.current.heatmap)],
    },
  };
}

function paint(plot: uPlot, image: HeatmapImage, heatmap: HeatmapView): void {
  // The theme may have changed.
  image.update(heatmap);
  if (image.extent === null) return;
  const { ctx, bbox } = plot;
  const { columns, stepSeconds } = heatmap;
  const [left, right] = [plot.valToPos(0, "x", true), plot.valToPos(columns.length * stepSeconds, "x", true)];
  const [top, bottom] = [plot.valToPos(image.extent.most + 1, "y", true), plot.valToPos(image.extent.least, "y", true)];
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(image.canvas, 0, 0, columns.length, image.canvas.height, left, top, right - left, bottom - top);
  ctx.restore();
}

/** The cell under the pointer; the column's total where the pointer is in another chart. */
function cellText(heatmap: HeatmapView, index: number | null, plot: uPlot): string {
  if (index === null) return "";
  const { cursor } = plot;
  const second = plot.posToVal(cursor.left ?? 0, "x");
  const column = Math.floor(second / heatmap.stepSeconds);
  if (cursor.event === undefined || (cursor.top ?? -1) < 0) return columnText(heatmap, column);
  const bucket = Math.floor(plot.posToVal(cursor.top!, "y"));
  const cells = heatmap.columns[column] ?? [];
  let count = 0;
  for (let cell = 0; cell < cells.length; cell += 2) if (cells[cell] === bucket) count = cells[cell + 1]!;
  const [from, to] = [bucketMs(bucket, heatmap), bucketMs(bucket + 1, heatmap)];
  return `${msFigure(from)}–${msText(to)}: ${countText(count)} requests`;
}

function columnText({ columns, bucketsPerDoubling }: HeatmapView, column: number): string {
  const cells = columns[column] ?? [];
  let [total, most, bucket] = [0, 0, 0];
  for (let cell = 0; cell < cells.length; cell += 2) {
    total += cells[cell + 1]!;
    if (cells[cell + 1]! > most) [bucket, most] = [cells[cell]!, cells[cell + 1]!];
  }
  if (total === 0) return "no requests";
  return `${countText(total)} requests, most near ${msText(bucketMs(bucket + 0.5, { bucketsPerDoubling }))}`;
}
