import { formatCount } from "../../ground/index.ts";
import { endpointLabel, type EndpointStatistics, percentileMsOf, type RunStatistics } from "../../stats/index.ts";
import { msText, oneLine, percentText, rateText } from "./figures.ts";
import type { Paint } from "./paint.ts";
import { type Column, tableLines } from "./table.ts";

interface Row {
  readonly label: string;
  readonly figures: EndpointStatistics;
  readonly perSecond: number;
}

const columns: readonly Column<Row>[] = [
  { title: "Endpoint", rank: 0, textOf: ({ label }) => label },
  { title: "Requests", rank: 1, textOf: ({ figures }) => formatCount(figures.requests) },
  {
    title: "Failed",
    rank: 2,
    textOf: ({ figures }) =>
      figures.failures === 0
        ? "0"
        : `${formatCount(figures.failures)} (${percentText(figures.failures, figures.requests)})`,
    styleOf: ({ figures }) => (figures.failures > 0 ? "red" : undefined),
  },
  {
    title: "Wrong",
    rank: 5,
    textOf: ({ figures }) => formatCount(figures.outcomes["wrong-content"]),
    styleOf: ({ figures }) => (figures.outcomes["wrong-content"] > 0 ? "red" : undefined),
  },
  { title: "Median", rank: 4, textOf: latency(50) },
  { title: "p95", rank: 7, textOf: latency(95) },
  { title: "p99", rank: 3, textOf: latency(99) },
  { title: "Average", rank: 9, textOf: ({ figures }) => msText(msOf(figures, "mean")) },
  { title: "Min", rank: 10, textOf: ({ figures }) => msText(msOf(figures, "min")) },
  { title: "Max", rank: 8, textOf: ({ figures }) => msText(msOf(figures, "max")) },
  { title: "req/s", rank: 6, textOf: ({ perSecond }) => rateText(perSecond) },
];

export interface TableView {
  readonly width: number;
  readonly paint: Paint;
  /** Endpoints shown, the busiest first; the others become one line. */
  readonly mostRows: number;
  /** The rate of a row: current while the run goes on, the mean at its end. */
  readonly perSecondOf: (figures: EndpointStatistics) => number;
}

/** The statistics of a run as lines: a row for each endpoint and one for all; latencies in milliseconds. */
export function statisticsLines(statistics: RunStatistics, view: TableView): string[] {
  const { endpoints, total } = statistics;
  const shown = endpoints.toSorted((a, b) => b.requests - a.requests).slice(0, view.mostRows);
  const rows = shown.map((figures) => rowOf(endpointLabel(figures.method, figures.name), figures, view));
  const lines = tableLines(columns, [...rows, rowOf("Total", total, view)], view.width, view.paint);
  if (shown.length === endpoints.length) return lines;
  return lines.toSpliced(-1, 0, `… and ${endpoints.length - shown.length} more`);
}

function rowOf(label: string, figures: EndpointStatistics, { perSecondOf }: TableView): Row {
  return { label: oneLine(label), figures, perSecond: perSecondOf(figures) };
}

function latency(percent: number): (row: Row) => string {
  return ({ figures }) => msText(figures.intended.count === 0 ? null : percentileMsOf(figures.intended, percent));
}

function msOf({ intended }: EndpointStatistics, figure: "mean" | "min" | "max"): number | null {
  return intended.count === 0 ? null : intended[figure] / 1000;
}
