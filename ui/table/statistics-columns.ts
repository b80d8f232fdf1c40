import { bytesText, countText, msFigure, rateFigure } from "../format/figures.ts";
import type { StatisticsRow } from "../state/protocol.ts";
import type { SortValue } from "./sort-rows.ts";

export interface StatisticsColumn {
  readonly key: string;
  /** With its unit. */
  readonly heading: string;
  readonly isText?: true;
  readonly startsHidden?: true;
  readonly valueOf: (row: StatisticsRow) => SortValue;
  readonly textOf: (row: StatisticsRow) => string;
  /** True where the figure is bad news. */
  readonly isBad?: (row: StatisticsRow) => boolean;
}

function ms(key: string, heading: string, valueOf: (row: StatisticsRow) => number | null): StatisticsColumn {
  return { key, heading: `${heading} ms`, valueOf, textOf: (row) => msFigure(valueOf(row)) };
}

function count(key: string, heading: string, valueOf: (row: StatisticsRow) => number): StatisticsColumn {
  return { key, heading, valueOf, textOf: (row) => countText(valueOf(row)) };
}

function outcome(key: keyof StatisticsRow["outcomes"], heading: string): StatisticsColumn {
  return {
    ...count(key, heading, ({ outcomes }) => outcomes[key]),
    startsHidden: true,
    isBad: ({ outcomes }) => outcomes[key] > 0,
  };
}

/** The columns of the statistics, in their order. */
export const statisticsColumns: readonly StatisticsColumn[] = [
  { key: "method", heading: "Method", isText: true, valueOf: ({ method }) => method, textOf: ({ method }) => method },
  { key: "name", heading: "Name", isText: true, valueOf: ({ name }) => name, textOf: ({ name }) => name },
  count("requests", "Requests", ({ requests }) => requests),
  { ...count("failures", "Failures", ({ failures }) => failures), isBad: ({ failures }) => failures > 0 },
  {
    ...count("wrongContent", "Wrong content", ({ wrongContent }) => wrongContent),
    isBad: ({ wrongContent }) => wrongContent > 0,
  },
  ms("medianMs", "Median", (row) => row.medianMs),
  ms("p95Ms", "p95", (row) => row.p95Ms),
  ms("p99Ms", "p99", (row) => row.p99Ms),
  ms("meanMs", "Average", (row) => row.meanMs),
  ms("minMs", "Min", (row) => row.minMs),
  ms("maxMs", "Max", (row) => row.maxMs),
  {
    key: "meanBytes",
    heading: "Size",
    valueOf: ({ meanBytes }) => meanBytes,
    textOf: ({ meanBytes }) => bytesText(meanBytes),
  },
  {
    key: "rate",
    heading: "Requests/s",
    valueOf: ({ currentRequestsPerSecond }) => currentRequestsPerSecond,
    textOf: ({ currentRequestsPerSecond }) => rateFigure(currentRequestsPerSecond),
  },
  {
    key: "failureRate",
    heading: "Failures/s",
    valueOf: ({ currentFailuresPerSecond }) => currentFailuresPerSecond,
    textOf: ({ currentFailuresPerSecond }) => rateFigure(currentFailuresPerSecond),
    isBad: ({ currentFailuresPerSecond }) => currentFailuresPerSecond > 0,
  },
  { ...ms("serviceP99", "p99 from the send", ({ serviceMs }) => serviceMs?.p99 ?? null), startsHidden: true },
  outcome("http-error", "HTTP errors"),
  outcome("check-failed", "Failed checks"),
  outcome("timeout", "Timeouts"),
  outcome("connection-error", "Connection errors"),
  outcome("leak", "Leaks"),
];

/** Without them a row cannot be told from another. */
export const fixedColumns: ReadonlySet<string> = new Set(["name"]);
