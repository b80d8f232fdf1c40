import { useContext, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { colourOf } from "../design/theme.ts";
import { clockText } from "../format/times.ts";
import type { HistoryMark } from "../state/protocol.ts";
import {
  chooseStretch,
  cursorOf,
  drawLimits,
  drawMarks,
  fromZero,
  type LimitLine,
  timeAxisOf,
  timeScaleOf,
  valueAxisOf,
} from "./chart-axes.ts";
import type { Column } from "./history-columns.ts";
import { Legend } from "./legend.tsx";
import { Plot } from "./plot.tsx";
import { TimeAxisContext } from "./time-axis.ts";

export interface ChartSeries {
  readonly label: string;
  readonly column: Column;
  /** A token: `series-p95`. */
  readonly colour: string;
  /** Lengths of lines and gaps, so that colour is not all that tells it apart. */
  readonly dash?: readonly number[];
  readonly isFilled?: boolean;
  /** Changes at once, as users do. */
  readonly isStepped?: boolean;
  readonly startsHidden?: boolean;
}

export interface TimeChartProps {
  readonly title: string;
  /** What the chart tells, in a sentence. */
  readonly hint: string;
  readonly times: readonly number[];
  /** The length of the run in seconds. */
  readonly seconds: number;
  readonly series: readonly ChartSeries[];
  /** A value with its unit. */
  readonly format: (value: number | null) => string;
  /** A value of the axis. */
  readonly axisFormat: (value: number) => string;
  readonly height: number;
  /** The axis goes at least up to this. */
  readonly least?: number;
  readonly marks?: readonly HistoryMark[];
  readonly hasMarkTexts?: boolean;
  readonly limits?: readonly LimitLine[];
  readonly hasTimes?: boolean;
}

/** Lines over the time of a run, with a legend that tells the values at the cursor, or the latest. */
export function TimeChart(props: TimeChartProps) {
  const { title, hint, times, series, height, format, hasTimes = true } = props;
  const axis = useContext(TimeAxisContext);
  const latest = useRef(props);
  latest.current = props;
  const plot = useRef<uPlot | null>(null);
  const values = useRef<HTMLElement>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(
    () => new Set(series.filter(({ startsHidden }) => startsHidden).map(({ label }) => label)),
  );
  const data = useMemo(
    () => [times, ...series.map(({ column }) => column)] as unknown as uPlot.AlignedData,
    [times, ...series.map(({ column }) => column)],
  );
  const describe = (index: number) =>
    `${clockText(times[index] ?? 0)}: ${series.map(({ label, column }) => `${label} ${format(column[index] ?? null)}`).join(", ")}`;
  const showValues = (index: number | null, made: uPlot) => {
    plot.current = made;
    tell(values.current, latest.current, index);
  };
  const toggle = (label: string) => {
    const next = new Set(hidden);
    if (!next.delete(label)) next.add(label);
    setHidden(next);
    plot.current?.setSeries(series.findIndex((one) => one.label === label) + 1, { show: !next.has(label) });
  };
  const lastIndex = Math.max(0, times.length - 1);
  return (
    <figure class="chart" aria-label={title}>
      <figcaption>
        <span class="chart-title" title={hint}>
          {title}
        </span>
        <Legend series={series} hidden={hidden} onToggle={toggle} values={values} />
      </figcaption>
      <Plot
        options={() => optionsOf(latest, axis, hidden)}
        structure={`${series.map(({ label }) => label).join("|")} ${hasTimes} ${axis.syncKey}`}
        data={data}
        height={height}
        seconds={props.seconds}
        label={`${title}. ${hint} Latest: ${describe(lastIndex)}. Arrow keys move through time.`}
        describe={describe}
        onCursor={showValues}
      />
    </figure>
  );
}

/** Written into the page directly: at every move of the pointer, in all charts at once. */
function tell(holder: HTMLElement | null, { times, series, format }: TimeChartProps, index: number | null): void {
  if (holder === null) return;
  const time = holder.querySelector("[data-time]")!;
  const at = index ?? lastKnown(series, times.length);
  time.textContent = index === null ? "" : clockText(times[index] ?? 0);
  holder.querySelectorAll("[data-value]").forEach((element, place) => {
    const text = format(series[place]?.column[at] ?? null);
    if (element.textContent !== text) element.textContent = text;
  });
}

function lastKnown(series: readonly ChartSeries[], length: number): number {
  for (let index = length - 1; index >= 0; index--)
    if (series.some(({ column }) => (column[index] ?? null) !== null)) return index;
  return 0;
}

function optionsOf(
  latest: { readonly current: TimeChartProps },
  axis: Parameters<typeof cursorOf>[0],
  hidden: ReadonlySet<string>,
): Omit<uPlot.Options, "width" | "height"> {
  const { series, least = 1, axisFormat, hasTimes = true } = latest.current;
  return {
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: cursorOf(axis),
    scales: {
      x: timeScaleOf(axis, () => latest.current.seconds),
      y: { range: fromZero(least) },
    },
    axes: [timeAxisOf(hasTimes), valueAxisOf(axisFormat)],
    series: [{}, ...series.map((one) => lineOf(one, !hidden.has(one.label)))],
    hooks: {
      setSelect: [(plot) => chooseStretch(plot, axis)],
      draw: [
        (plot) => {
          drawMarks(plot, latest.current.marks ?? [], latest.current.hasMarkTexts ?? false);
          drawLimits(plot, latest.current.limits ?? []);
        },
      ],
    },
  };
}

function lineOf({ label, colour, dash, isFilled, isStepped }: ChartSeries, show: boolean): uPlot.Series {
  return {
    label,
    show,
    width: 1.5,
    stroke: () => colourOf(colour),
    ...(dash === undefined ? {} : { dash: [...dash] }),
    ...(isFilled ? { fill: () => `${colourOf(colour)}22` } : {}),
    ...(isStepped ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
    points: { show: true, size: 4, fill: () => colourOf(colour), filter: lonelyPoints },
  };
}

/** A value between two gaps has no line: it is drawn as a point. */
const lonelyPoints: NonNullable<uPlot.Series.Points["filter"]> = (plot, place, _, gaps) => {
  if (gaps == null || gaps.length === 0) return [];
  const column = plot.data[place]!;
  const found: number[] = [];
  for (let index = 0; index < column.length; index++) {
    if (column[index] == null || column[index - 1] != null || column[index + 1] != null) continue;
    found.push(index);
  }
  return found;
};
