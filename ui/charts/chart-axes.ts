import uPlot from "uplot";
import { colourOf } from "../design/theme.ts";
import { clockText } from "../format/times.ts";
import type { HistoryMark } from "../state/protocol.ts";
import { shownRange, type TimeAxis } from "./time-axis.ts";

/** The gutter left of every chart: the same for all, so that moments stand below each other. */
const gutter = 58;
const font = "11px Inter, system-ui, sans-serif";
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800];

const lines = {
  grid: { stroke: () => colourOf("grid"), width: 1 },
  ticks: { show: false },
  stroke: () => colourOf("text-soft"),
  font,
} satisfies uPlot.Axis;

/** The axis of elapsed time; without values where the chart below has them. */
export function timeAxisOf(hasValues: boolean): uPlot.Axis {
  return {
    ...lines,
    incrs: timeSteps,
    space: 64,
    size: hasValues ? 26 : 6,
    gap: 6,
    values: (_, splits) => splits.map((second) => (hasValues ? clockText(second) : "")),
  };
}

export function valueAxisOf(values: (value: number) => string, space = 28): uPlot.Axis {
  return {
    ...lines,
    size: gutter,
    gap: 6,
    space,
    values: (_, splits) => splits.map((value) => (value === null ? "" : values(value))),
  };
}

/** Elapsed seconds, the stretch that all charts share. */
export function timeScaleOf(axis: TimeAxis, lastSecond: () => number): uPlot.Scale {
  return { time: false, range: () => [...shownRange(axis.window.value, lastSecond())] };
}

/** From nothing to a little above the greatest value, at least to `least`. */
export function fromZero(least: number): uPlot.Scale.Range {
  return (_, __, greatest) => [0, Math.max(least, (greatest ?? 0) * 1.12)];
}

/** The cursor: shared by the charts of a run; dragging chooses a stretch, a double click shows all again. */
export function cursorOf({ window, syncKey }: TimeAxis): uPlot.Cursor {
  return {
    y: false,
    sync: { key: syncKey, scales: ["x", null] },
    drag: { x: true, y: false, setScale: false },
    points: { size: 7, width: 1.5 },
    bind: {
      dblclick: () => () => {
        window.value = { kind: "all" };
        return null;
      },
    },
  };
}

const leastStretchSeconds = 3;

/** What was dragged over becomes the stretch that is shown. */
export function chooseStretch(plot: uPlot, { window }: TimeAxis): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  if (to - from >= leastStretchSeconds)
    window.value = { kind: "stretch", from: Math.max(0, Math.floor(from)), to: Math.ceil(to) };
}

/** Draws what happened at a time as a dashed line, with its text where there is room for texts. */
export function drawMarks(plot: uPlot, marks: readonly HistoryMark[], hasTexts: boolean): void {
  const { ctx, bbox } = plot;
  const [least, most] = [plot.scales.x!.min ?? 0, plot.scales.x!.max ?? 0];
  ctx.save();
  ctx.strokeStyle = colourOf("mark");
  ctx.fillStyle = colourOf("text-soft");
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([2 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  [ctx.textAlign, ctx.textBaseline] = ["left", "alphabetic"];
  ctx.font = `${10.5 * uPlot.pxRatio}px Inter, system-ui, sans-serif`;
  let freeFrom = -Infinity;
  for (const { second, text } of marks) {
    if (second < least || second > most) continue;
    const x = Math.round(plot.valToPos(second, "x", true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (!hasTexts || x < freeFrom) continue;
    const width = ctx.measureText(text).width;
    const isAtEnd = x + width > bbox.left + bbox.width;
    ctx.fillText(text, isAtEnd ? x - width - 5 * uPlot.pxRatio : x + 5 * uPlot.pxRatio, bbox.top + 10 * uPlot.pxRatio);
    freeFrom = x + width + 12 * uPlot.pxRatio;
  }
  ctx.restore();
}

/** A limit that a threshold sets to what the chart shows. */
export interface LimitLine {
  readonly value: number;
  readonly text: string;
}

export function drawLimits(plot: uPlot, limits: readonly LimitLine[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colourOf("bad");
  ctx.lineWidth = uPlot.pxRatio;
  ctx.font = `${10.5 * uPlot.pxRatio}px Inter, system-ui, sans-serif`;
  ctx.setLineDash([6 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
  [ctx.textAlign, ctx.textBaseline] = ["right", "alphabetic"];
  for (const { value, text } of limits) {
    const y = Math.round(plot.valToPos(value, "y", true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    const [right, width] = [bbox.left + bbox.width, ctx.measureText(text).width + 8 * uPlot.pxRatio];
    ctx.fillStyle = colourOf("surface");
    ctx.fillRect(right - width, y - 15 * uPlot.pxRatio, width, 14 * uPlot.pxRatio);
    ctx.fillStyle = colourOf("bad");
    ctx.fillText(text, right - 4 * uPlot.pxRatio, y - 4 * uPlot.pxRatio);
  }
  ctx.restore();
}
