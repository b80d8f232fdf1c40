import { endpointLabel, EndpointStatistics, type RunStatistics, type Tick } from "../../stats/index.ts";
import type { RunEnd, RunObserver, RunStanding, RunStart } from "../run-observer.ts";
import type { HistoryMark } from "../run-history-view.ts";
import type {
  BaselineView,
  LogLine,
  ProblemReport,
  RunNow,
  RunState,
  RunTick,
  RunView,
  StatisticsRow,
  ThresholdRow,
} from "../run-view.ts";
import type { Summary } from "../summary.ts";
import { exceptionRowsOf, failureRowsOf, keyOfError } from "./error-rows.ts";
import { History } from "./history.ts";
import { nothingYet, runNowOf } from "./run-now.ts";
import { statisticsRowOf } from "./statistics-row.ts";
import { thresholdRowOf } from "./threshold-row.ts";
import { workerRowOf } from "./worker-row.ts";

/** Hears what a {@link RunViewBuilder} learns, as it learns it. */
export interface RunViewListener {
  /** A second is over; applied to the view of before it, `tick` gives the view as it is. */
  readonly tick: (tick: RunTick) => void;
  /** More has changed than a tick can say: a run began or ended, statistics began anew, the history was thinned. */
  readonly renewed: () => void;
  readonly logged?: (line: LogLine) => void;
}

export interface RunViewBuilderOptions {
  /** Every tick so far again, from where it was stored, to thin the history by; without it the history only grows. */
  readonly storedTicks?: () => AsyncIterable<Tick>;
  /** Gets every line of the log, to store it. */
  readonly logged?: (line: LogLine) => void;
  /** Of the history's first columns; default 1. */
  readonly stepSeconds?: number;
}

const mostLogLines = 500;

/**
 * Everything the page shows of one run, kept true by its merged ticks: {@link RunViewBuilder.view} is the whole of it at
 * any time, listeners are told what each second changes. Costs nothing per second beyond the history's columns while
 * nobody listens. A run that is over stays; the next one needs another builder.
 */
export class RunViewBuilder implements RunObserver {
  readonly name = "page";
  readonly #options: RunViewBuilderOptions;
  readonly #listeners = new Set<RunViewListener>();
  readonly #log: LogLine[] = [];
  readonly #marks: HistoryMark[] = [];
  #start: RunStart | undefined;
  #state: RunState = "starting";
  #failure: ProblemReport | null = null;
  #history: History;
  #last: { readonly tick: Tick; readonly statistics: RunStatistics; readonly standing: RunStanding } | undefined;
  #toldMarks = 0;
  #baseline: BaselineView | null = null;
  #end: Pick<RunEnd, "summary" | "statistics"> | undefined;
  /** Seconds that came while the history is being thinned; undefined: it is not. */
  #sinceThinning: Tick[] | undefined;

  constructor(options: RunViewBuilderOptions = {}) {
    this.#options = options;
    this.#history = new History(options.stepSeconds ?? 1);
  }

  /** Begins to tell `listener`; returns how to leave off. */
  listen(listener: RunViewListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** True once it was told what the run came to. */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  start(start: RunStart): void {
    this.#start = start;
    this.#tellRenewed();
  }

  /** Says where the run stands; what ends a run without results gives a `failure`. */
  enter(state: RunState, failure: ProblemReport | null = null): void {
    this.#state = state;
    this.#failure = failure ?? this.#failure;
  }

  tick(tick: Tick, statistics: RunStatistics, standing: RunStanding): void {
    if (this.#state === "starting") this.#state = "running";
    const isReset = this.#last !== undefined && this.#last.statistics !== statistics;
    this.#last = { tick, statistics, standing };
    this.#sinceThinning?.push(tick);
    const isThinned = this.#history.add(tick);
    const newMarks = this.#tellMarks();
    if (isReset || isThinned) this.#tellRenewed();
    else if (this.#listeners.size > 0) this.#tellTick(newMarks);
    if (this.#history.isFull) void this.#thin();
  }

  mark(mark: HistoryMark): void {
    this.#marks.push(mark);
    if (mark.kind === "stop") this.#state = "stopping";
  }

  /** Adds a line to the log of the run. */
  log(line: LogLine): void {
    this.#log.push(line);
    if (this.#log.length > mostLogLines) this.#log.shift();
    this.#options.logged?.(line);
    for (const { logged } of this.#listeners) logged?.(line);
  }

  end(end: Pick<RunEnd, "summary" | "statistics">): void {
    this.#end = end;
    this.#state = "ended";
    const second = this.#last === undefined ? 0 : this.#last.tick.second + 1;
    this.#marks.push({ second, kind: "end", text: "ended" });
    this.#tellMarks();
    this.#tellRenewed();
  }

  /** Takes what the run came to beside its baseline, after its end. */
  heldAgainst(baseline: BaselineView): void {
    this.#baseline = baseline;
    this.#tellRenewed();
  }

  /** The run as it is known now; null before its start. Plain JSON, and not written to again. */
  view(): RunView | null {
    const frame = this.#frame();
    return frame === null ? null : { ...frame, history: this.#history.view(this.#tellableMarks) };
  }

  /** The same as JSON. Of a long run this is far quicker, because the text of what is behind is kept. */
  json(): string {
    const frame = this.#frame();
    if (frame === null) return "null";
    return `${JSON.stringify(frame).slice(0, -1)},"history":${this.#history.json(this.#tellableMarks)}}`;
  }

  /** The newest lines of the log. */
  get lines(): readonly LogLine[] {
    return this.#log;
  }

  get #tellableMarks(): readonly HistoryMark[] {
    return this.#marks.slice(0, this.#toldMarks);
  }

  #frame(): Omit<RunView, "history"> | null {
    if (this.#start === undefined) return null;
    const statistics = this.#end?.statistics ?? this.#last?.statistics;
    const summary = this.#end?.summary ?? null;
    return {
      run: this.#start.run,
      state: this.#state,
      seconds: this.#seconds,
      now: this.#now(),
      ...rowsOf(statistics),
      workers: statistics === undefined ? [] : this.#workers(statistics, summary),
      thresholds: this.#thresholds(),
      log: [...this.#log],
      taskRatio: this.#start.taskRatio,
      summary,
      reasons: summary?.reasons ?? [],
      failure: this.#failure,
      baseline: this.#baseline,
    };
  }

  get #seconds(): number {
    return this.#last === undefined ? 0 : this.#last.tick.second + 1;
  }

  #now(): RunNow {
    if (this.#last === undefined) return nothingYet;
    const { tick, statistics, standing } = this.#last;
    const target = this.#end === undefined ? standing.target : null;
    return runNowOf(this.#end?.statistics ?? statistics, tick, target);
  }

  #thresholds(): ThresholdRow[] {
    const results = this.#end?.summary.thresholds ?? this.#last?.standing.thresholds ?? [];
    if (results.length > 0) return results.map(thresholdRowOf);
    return this.#start!.thresholds.map(({ expression }) =>
      thresholdRowOf({ expression, observed: null, passed: false }),
    );
  }

  #workers({ workers }: RunStatistics, summary: Summary | null) {
    const last = new Map(this.#last?.tick.workers.map((worker) => [worker.worker, worker]));
    const lost = new Set(summary?.workers.filter(({ lost }) => lost).map(({ id }) => id));
    return workers.map((use) => workerRowOf(use, last.get(use.worker), lost.has(use.worker)));
  }

  /** Marks since the last second; until they are told with a tick, no view has them either. */
  #tellMarks(): HistoryMark[] {
    const marks = this.#marks.slice(this.#toldMarks);
    this.#toldMarks = this.#marks.length;
    return marks;
  }

  #tellTick(marks: readonly HistoryMark[]): void {
    const { tick, statistics } = this.#last!;
    const seen = new Set(tick.errors.map(keyOfError));
    const wanted = (key: string) => seen.has(key);
    const told: RunTick = {
      state: this.#state,
      seconds: this.#seconds,
      ...this.#history.latest(),
      now: this.#now(),
      totalRow: statisticsRowOf(statistics.total, statistics.second),
      rows: changedRows(statistics, tick),
      failures: seen.size === 0 ? [] : failureRowsOf(statistics, wanted),
      exceptions: seen.size === 0 ? [] : exceptionRowsOf(statistics, wanted),
      workers: this.#workers(statistics, null),
      thresholds: this.#thresholds(),
      marks,
    };
    for (const listener of this.#listeners) listener.tick(told);
  }

  #tellRenewed(): void {
    for (const { renewed } of this.#listeners) renewed();
  }

  /** Doubles the step: percentiles of two seconds are not in their columns, so the stored seconds are read again. */
  async #thin(): Promise<void> {
    const { storedTicks } = this.#options;
    if (storedTicks === undefined || this.#sinceThinning !== undefined) return;
    const upTo = this.#last!.tick.second;
    this.#sinceThinning = [];
    try {
      const thinner = new History(this.#history.stepSeconds * 2);
      for await (const tick of storedTicks()) {
        if (tick.second > upTo) break;
        thinner.add(tick);
      }
      for (const tick of this.#sinceThinning) thinner.add(tick);
      this.#history = thinner;
      this.#tellRenewed();
    } catch {
      // What was stored cannot be read: then the history goes on with its step, which only costs memory.
    }
    this.#sinceThinning = undefined;
  }
}

type Rows = Pick<RunView, "total" | "endpoints" | "failures" | "exceptions">;

function rowsOf(statistics: RunStatistics | undefined): Rows {
  if (statistics === undefined) {
    const total = statisticsRowOf(new EndpointStatistics("", ""), 0);
    return { total, endpoints: [], failures: [], exceptions: [] };
  }
  const { second } = statistics;
  return {
    total: statisticsRowOf(statistics.total, second),
    endpoints: statistics.endpoints.map((endpoint) => statisticsRowOf(endpoint, second)),
    failures: failureRowsOf(statistics),
    exceptions: exceptionRowsOf(statistics),
  };
}

/** Rows of endpoints with requests in this second, or with some so lately that their current rates still fall. */
function changedRows({ endpoints, second }: RunStatistics, { endpoints: active }: Tick): StatisticsRow[] {
  const labels = new Set(active.map(({ method, name }) => endpointLabel(method, name)));
  return endpoints
    .filter((row) => labels.has(endpointLabel(row.method, row.name)) || row.recent.isMoving(second))
    .map((row) => statisticsRowOf(row, second));
}
