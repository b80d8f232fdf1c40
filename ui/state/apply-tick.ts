import type {
  EndpointColumns,
  HistoryMark,
  LogLine,
  RunHistoryView,
  RunTick,
  RunView,
  SeriesColumns,
  TotalColumns,
} from "./protocol.ts";

type Column = (number | null)[];

const lastLines = 500;

/** The columns that count something: no requests are 0, while no latency is no data. */
const counts: ReadonlySet<string> = new Set(["requests", "failures", "wrongContent"]);

/**
 * The view after one more second. The columns of the history are long and grow in place; everything else is new where it
 * changed, so that whoever compares by identity sees what to draw.
 */
export function applyTick(view: RunView, tick: RunTick): RunView {
  return {
    ...view,
    state: tick.state,
    seconds: tick.seconds,
    history: applyToHistory(view.history, tick),
    now: tick.now,
    total: tick.totalRow,
    endpoints: replaced(view.endpoints, tick.rows, ({ method, name }) => `${method} ${name}`),
    failures: replaced(view.failures, tick.failures, ({ key }) => key),
    exceptions: replaced(view.exceptions, tick.exceptions, ({ key }) => key),
    workers: tick.workers,
    thresholds: tick.thresholds,
  };
}

/** The view with more lines of the log; the last 500 stay. */
export function applyLog(view: RunView, lines: readonly LogLine[]): RunView {
  return { ...view, log: [...view.log, ...lines].slice(-lastLines) };
}

function applyToHistory(history: RunHistoryView, tick: RunTick): RunHistoryView {
  const { index } = tick;
  const length = Math.max(history.length, index + 1);
  setPoint(history.total, index, tick.total);
  const endpoints = withNewcomers(history.endpoints, tick.endpoints);
  const points = new Map(tick.endpoints.map((point) => [`${point.method} ${point.name}`, point]));
  for (const columns of endpoints) setPoint(columns, index, points.get(`${columns.method} ${columns.name}`));
  const columns = history.heatmap.columns as (readonly number[])[];
  while (columns.length < tick.heatmap.column) columns.push([]);
  columns[tick.heatmap.column] = tick.heatmap.cells;
  return { ...history, length, endpoints, marks: joined(history.marks, tick.marks) };
}

/** Sets entry `index` of every column; what lies between the end and it was never told and stays empty. */
function setPoint(
  columns: TotalColumns | EndpointColumns,
  index: number,
  point: { readonly [name: string]: number | null | string } | undefined,
): void {
  for (const [name, column] of Object.entries(columns) as [string, Column | string][]) {
    if (typeof column === "string") continue;
    while (column.length < index) column.push(null);
    const value = point?.[name];
    column[index] = typeof value === "number" ? value : point === undefined && counts.has(name) ? 0 : null;
  }
}

function withNewcomers(known: readonly EndpointColumns[], points: RunTick["endpoints"]): readonly EndpointColumns[] {
  const newcomers = points.filter(
    ({ method, name }) => !known.some((columns) => columns.method === method && columns.name === name),
  );
  if (newcomers.length === 0) return known;
  return [...known, ...newcomers.map(({ method, name }) => ({ method, name, ...emptyColumns() }))];
}

function emptyColumns(): SeriesColumns {
  return { requests: [], failures: [], wrongContent: [], p50Ms: [], p95Ms: [], p99Ms: [], maxMs: [] };
}

function joined(marks: readonly HistoryMark[], added: readonly HistoryMark[]): readonly HistoryMark[] {
  return added.length === 0 ? marks : [...marks, ...added];
}

/** The rows with those that changed in their old places, and new ones at the end. */
function replaced<Row>(rows: readonly Row[], changed: readonly Row[], keyOf: (row: Row) => string): readonly Row[] {
  if (changed.length === 0) return rows;
  const byKey = new Map(changed.map((row) => [keyOf(row), row]));
  const kept = rows.map((row) => {
    const key = keyOf(row);
    const newer = byKey.get(key);
    byKey.delete(key);
    return newer ?? row;
  });
  return [...kept, ...byKey.values()];
}
