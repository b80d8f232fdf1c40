import type { RunView, SeriesColumns } from "../state/protocol.ts";
import { perSecond } from "./history-columns.ts";
import type { ChartSeries } from "./time-chart.tsx";

/** Lengths of line and gap; no two lines of a chart have the same. */
export const dashes = { solid: [], long: [8, 4], short: [3, 3], dot: [1.5, 3] } as const;

/** The percentiles and, hidden at first, the maximum. */
export function percentileSeries({ p50Ms, p95Ms, p99Ms, maxMs }: SeriesColumns): ChartSeries[] {
  // Columns grow in place: a copy is what tells a chart that there is more to draw.
  return [
    { label: "p50", column: [...p50Ms], colour: "series-p50" },
    { label: "p95", column: [...p95Ms], colour: "series-p95", dash: dashes.long },
    { label: "p99", column: [...p99Ms], colour: "series-p99", dash: dashes.short },
    { label: "max", column: [...maxMs], colour: "series-max", dash: dashes.dot, startsHidden: true },
  ];
}

/** Failures per second and, among them, wrong content. */
export function failureSeries(columns: SeriesColumns, view: RunView): ChartSeries[] {
  return [
    { label: "failures/s", column: [...perSecond(columns.failures, view)], colour: "series-failures", isFilled: true },
    {
      label: "wrong/s",
      column: [...perSecond(columns.wrongContent, view)],
      colour: "series-wrong",
      dash: dashes.short,
    },
  ];
}
