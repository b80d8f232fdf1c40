import {
  type EndpointStatistics,
  type ErrorCount,
  percentileMsOf,
  percentilesMsOf,
  type RunStatistics,
} from "../stats/index.ts";
import { csvRow, plainText } from "./csv.ts";

/**
 * Locust's four CSV tables, headers to the byte. Times are milliseconds with decimals, from the intended start and
 * without fast failures (Locust's own are whole milliseconds of everything). In the history the rates are those of the
 * last ten seconds, percentiles and totals those since the start, and there is one row a second, "Aggregated": what
 * Locust writes without `--csv-full-history`.
 */
const percents = [50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99, 100];
const percentColumns = percents.map((percent) => `${percent}%`);

const statsColumns = [
  "Type",
  "Name",
  "Request Count",
  "Failure Count",
  "Median Response Time",
  "Average Response Time",
  "Min Response Time",
  "Max Response Time",
  "Average Content Size",
  "Requests/s",
  "Failures/s",
  ...percentColumns,
];

const historyColumns = [
  "Timestamp",
  "User Count",
  "Type",
  "Name",
  "Requests/s",
  "Failures/s",
  ...percentColumns,
  "Total Request Count",
  "Total Failure Count",
  "Total Median Response Time",
  "Total Average Response Time",
  "Total Min Response Time",
  "Total Max Response Time",
  "Total Average Content Size",
];

/** `stats.csv`: a row for each endpoint, sorted by name, and "Aggregated" at the end. */
export function statsTable(statistics: RunStatistics, durationSeconds: number): string {
  const rows = statistics.endpoints.toSorted((a, b) => compare(a.name, b.name) || compare(a.method, b.method));
  return [
    csvRow(statsColumns),
    ...rows.map((row) => statsRow(row.method, plainText(row.name), row, durationSeconds)),
    statsRow("", "Aggregated", statistics.total, durationSeconds),
  ].join("");
}

/** The header of `stats_history.csv`. */
export const historyHeader = csvRow(historyColumns);

/** A row of `stats_history.csv`, for the last second of the statistics. */
export function historyRow(statistics: RunStatistics, startedAtMs: number): string {
  const { total, current } = statistics;
  return csvRow([
    Math.floor(startedAtMs / 1000) + statistics.second + 1,
    statistics.users,
    "",
    "Aggregated",
    current.requestsPerSecond.toFixed(6),
    current.failuresPerSecond.toFixed(6),
    ...percentilesOf(total),
    total.requests,
    total.failures,
    ...timesOf(total),
    sizeOf(total),
  ]);
}

/** `failures.csv`: failed requests by endpoint and reason; times in UTC. */
export function failuresTable(statistics: RunStatistics): string {
  return [
    csvRow(["Method", "Name", "Error", "Occurrences", "First Seen", "Last Seen"]),
    ...statistics.errors.filter(({ kind }) => kind === "request").map(failureRow),
  ].join("");
}

/** `exceptions.csv`: errors of the test's own code, and tokens that could not be had. */
export function exceptionsTable(statistics: RunStatistics): string {
  return [
    csvRow(["Count", "Message", "Traceback", "Nodes"]),
    ...statistics.errors
      .filter(({ kind }) => kind !== "request")
      .map((error) => csvRow([error.count, plainText(reasonOf(error)), plainText(error.stack), "local"])),
  ].join("");
}

function statsRow(method: string, name: string, row: EndpointStatistics, durationSeconds: number): string {
  return csvRow([
    method,
    name,
    row.requests,
    row.failures,
    ...timesOf(row),
    sizeOf(row),
    perSecond(row.requests, durationSeconds),
    perSecond(row.failures, durationSeconds),
    ...percentilesOf(row),
  ]);
}

/** Median, average, lowest, highest. */
function timesOf({ intended }: EndpointStatistics): number[] {
  const meanMs = Math.round(intended.mean) / 1000;
  return [percentileMsOf(intended, 50), meanMs, intended.min / 1000, intended.max / 1000];
}

function percentilesOf({ intended }: EndpointStatistics): (number | string)[] {
  return intended.count === 0 ? percents.map(() => "N/A") : percentilesMsOf(intended, percents);
}

/** Locust's content size is the length of the body. */
function sizeOf({ requests, contentBytes }: EndpointStatistics): number {
  return requests === 0 ? 0 : Math.round((contentBytes / requests) * 1000) / 1000;
}

function perSecond(count: number, durationSeconds: number): number {
  return durationSeconds > 0 ? Math.round((count / durationSeconds) * 1e6) / 1e6 : 0;
}

function failureRow(error: ErrorCount): string {
  const [, method = "", name = error.endpoint] = /^([A-Z]+) (.*)$/s.exec(error.endpoint) ?? [];
  const seen = [error.firstSeenMs, error.lastSeenMs].map((ms) => new Date(ms).toISOString());
  return csvRow([method, plainText(name), plainText(reasonOf(error)), error.count, ...seen]);
}

function reasonOf({ code, message }: ErrorCount): string {
  return message === "" ? code : `${code}: ${message}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
