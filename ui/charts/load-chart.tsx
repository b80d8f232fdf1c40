import { useContext, useMemo, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import { colourOf } from "../design/theme.ts";
import { axisMsText, msFigure, msText, rateFigure } from "../format/figures.ts";
import { clockText, durationText } from "../format/times.ts";
import { Choice } from "../parts/choice.tsx";
import { DataTable } from "../table/data-table.tsx";
import type { RunView } from "../state/protocol.ts";
import { fromZero, valueAxisOf } from "./chart-axes.ts";
import { type LoadAxis, type LoadPoint, loadPoints } from "./load-points.ts";
import { Plot } from "./plot.tsx";
import { TimeAxisContext } from "./time-axis.ts";

const hint = "Each dot is a stretch of the run. Where dots rise steeply the API has reached its knee.";
const thirds = [
  { label: "first third", colour: "series-early" },
  { label: "middle", colour: "series-middle" },
  { label: "last third", colour: "series-late" },
] as const;
const axes = [
  { value: "rate", label: "requests/s" },
  { value: "users", label: "users" },
] as const;
const percentiles = [
  { value: "p50Ms", label: "p50" },
  { value: "p95Ms", label: "p95" },
  { value: "p99Ms", label: "p99" },
] as const;

/** Latency against load, a dot for each stretch of the run. */
export function LoadChart({ view, height }: { readonly view: RunView; readonly height: number }) {
  const [axis, setAxis] = useState<LoadAxis>("rate");
  const [percentile, setPercentile] = useState<"p50Ms" | "p95Ms" | "p99Ms">("p95Ms");
  const { syncKey } = useContext(TimeAxisContext);
  const note = useRef<HTMLElement>(null);
  // A dot more each few seconds, of a long run each half percent: no need to draw all of them each second.
  const drawn = Math.floor(view.seconds / Math.max(5, Math.ceil(view.history.length / 200)));
  const points = useMemo(() => loadPoints(view, axis, percentile), [view.run.id, drawn, view.state, axis, percentile]);
  const data = useMemo(() => dataOf(points), [points]);
  const unit = axis === "rate" ? "requests/s" : "users";
  const describe = (index: number) => {
    const point = points[index];
    return point === undefined
      ? ""
      : `${rateFigure(point.load)} ${unit}: ${msText(point.ms)} at ${clockText(point.second)}`;
  };
  return (
    <figure class="chart card" aria-label="Latency against load">
      <figcaption>
        <span class="chart-title" title={hint}>
          Latency against load
        </span>
        <span class="legend">
          <span class="legend-note" ref={note} />
          <Choice label="Load measured by" name={`${syncKey}-load`} options={axes} value={axis} onChoose={setAxis} />
          <Choice
            label="Percentile"
            name={`${syncKey}-of`}
            options={percentiles}
            value={percentile}
            onChoose={setPercentile}
          />
        </span>
      </figcaption>
      <Plot
        options={() => optionsOf(unit)}
        structure={`${axis} ${percentile}`}
        data={data}
        height={height}
        label={`Latency against load. ${hint} Arrow keys move from dot to dot.`}
        describe={describe}
        onCursor={(index) => {
          if (note.current !== null) note.current.textContent = index === null ? "" : describe(index);
        }}
      />
      <div class="chart-key">
        {thirds.map(({ label, colour }) => (
          <span key={label}>
            <svg width="10" height="10" aria-hidden="true">
              <circle cx="5" cy="5" r="4" fill={`var(--${colour})`} />
            </svg>
            {label}
          </span>
        ))}
      </div>
      <DataTable
        summary="Table of latency against load"
        columns={["From", unit, `${percentile.slice(0, 3)} ms`]}
        length={points.length}
        rowAt={(index) => [
          durationText(points[index]!.second),
          rateFigure(points[index]!.load),
          msFigure(points[index]!.ms),
        ]}
      />
    </figure>
  );
}

function dataOf(points: readonly LoadPoint[]): uPlot.AlignedData {
  const third = (wanted: number) => points.map(({ ms, third }) => (third === wanted ? ms : null));
  return [points.map(({ load }) => load), third(0), third(1), third(2)];
}

function optionsOf(unit: string): Omit<uPlot.Options, "width" | "height"> {
  const values = (value: number) => rateFigure(value);
  return {
    padding: [8, 14, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 9 } },
    scales: { x: { time: false, range: fromZero(1) }, y: { range: fromZero(1) } },
    axes: [
      {
        ...valueAxisOf(values, 60),
        size: 40,
        label: unit,
        labelSize: 12,
        labelGap: -4,
        labelFont: "11px Inter, system-ui, sans-serif",
      },
      valueAxisOf(axisMsText),
    ],
    series: [
      {},
      ...thirds.map(({ label, colour }): uPlot.Series => ({
        label,
        paths: () => null,
        stroke: () => colourOf(colour),
        points: { show: true, size: 5.5, width: 0, fill: () => colourOf(colour) },
      })),
    ],
  };
}
