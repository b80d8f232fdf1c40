import { VirtualClock } from "../../src/ground/index.ts";
import {
  type HistoryMark,
  type RunEnd,
  type RunHead,
  type RunObserver,
  RunObservers,
  type RunRecord,
  type RunStart,
  summaryOf,
} from "../../src/results/index.ts";
import { RunStatistics, TickRecorder } from "../../src/stats/index.ts";
import { generatorHealthOf, parseThreshold, ThresholdWatch, verdictOf } from "../../src/verdict/index.ts";

export const simulatedStartMs = Date.UTC(2026, 10, 23, 22, 15, 3);

export interface Simulation {
  readonly observers: readonly RunObserver[];
  readonly seconds: number;
  /** Puts into a second what happened in it. */
  readonly record: (recorder: TickRecorder, second: number) => void;
  readonly head?: Partial<RunHead>;
  readonly thresholds?: readonly string[];
  /** Before which second the statistics begin anew. */
  readonly resetBefore?: number;
  /** What somebody did right before a second. */
  readonly marks?: readonly HistoryMark[];
  /** Called after each second. */
  readonly after?: (second: number) => void | Promise<void>;
}

/** The start of a run, with the usual of everything a test does not care about. */
export function simulatedStart(head: Partial<RunHead> = {}, thresholds: readonly string[] = []): RunStart {
  const run: RunHead = {
    id: "2026-11-23T22-15-03-ab12",
    startedAtMs: simulatedStartMs,
    host: "http://127.0.0.1:8080",
    testName: "built-in",
    users: 2,
    workers: 1,
    editable: "users",
    plannedSeconds: null,
    traceUrl: null,
    version: "0.1.0",
    isInsecure: false,
    ...head,
  };
  const record: RunRecord = {
    schema: 1,
    id: run.id,
    startedAt: new Date(run.startedAtMs).toISOString(),
    version: run.version,
    seed: "x",
    options: {},
    config: null,
    machine: { node: "v24.21.0", platform: "linux x64", cpu: "some", cores: 2, memoryBytes: 1 },
  };
  const taskRatio = { perUserType: [], total: [] };
  return { run, record, thresholds: thresholds.map(parseThreshold), taskRatio, warmUpMs: 0 };
}

/** Plays a run of so many seconds to its observers, without workers, requests or time passing. */
export async function simulateRun(simulation: Simulation): Promise<RunEnd> {
  const { seconds, record, resetBefore, marks = [], after } = simulation;
  const start = simulatedStart(simulation.head, simulation.thresholds);
  const clock = new VirtualClock(start.run.startedAtMs);
  const observers = new RunObservers(simulation.observers, clock);
  const recorder = new TickRecorder("thread-0", clock);
  const watch = new ThresholdWatch(start.thresholds, { steps: [], endMs: Number.POSITIVE_INFINITY });
  let statistics = new RunStatistics();
  await observers.start(start);
  for (let second = 0; second < seconds; second++) {
    if (second === resetBefore) {
      statistics = new RunStatistics(second);
      observers.mark({ second, kind: "reset", text: "statistics begin anew" });
    }
    for (const mark of marks) if (mark.second === second) observers.mark(mark);
    record(recorder, second);
    recorder.setFacts({ users: start.run.users, cpuMs: 300, elapsedMs: 1000, rssBytes: 1e8 });
    const tick = recorder.take(second);
    statistics.add(tick);
    watch.add(tick, statistics);
    observers.tick(tick, statistics, { thresholds: watch.resultsOf(statistics), target: start.run.users });
    observers.catchUp();
    await after?.(second);
  }
  const end = endOf(start, statistics, watch);
  await observers.end(end);
  return end;
}

function endOf({ run, thresholds }: RunStart, statistics: RunStatistics, watch: ThresholdWatch): RunEnd {
  const durationSeconds = statistics.seconds;
  const generator = generatorHealthOf(statistics);
  const verdict = verdictOf({ statistics, durationSeconds, thresholds, watch, generator, interruptedBy: null });
  return { summary: summaryOf({ run, statistics, durationSeconds, verdict, generator }), verdict, statistics };
}
