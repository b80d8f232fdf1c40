import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { KitError, systemCodeOf } from "../ground/index.ts";
import { RunStatistics, type Tick, warmUpTick } from "../stats/index.ts";
import { evaluateThreshold, parseThreshold } from "../verdict/index.ts";
import { readTicks } from "./read-ticks.ts";
import { runFiles } from "./run-files.ts";
import { readJson } from "./run-folders.ts";
import type { RunStanding, RunStart } from "./run-observer.ts";
import type { StoredRun } from "./run-record.ts";
import { storedEventsIn } from "./stored-events.ts";
import type { HistoryMark } from "./run-history-view.ts";
import type { RunView } from "./run-view.ts";
import type { Summary } from "./summary.ts";
import { mostSteps } from "./view/history.ts";
import { RunViewBuilder } from "./view/run-view-builder.ts";

/**
 * The view of a run from its folder: what was stored of it, played again to the same builder that showed it live. A run
 * whose process ended without a summary has the state `failed`. Throws `PICKUP_RUN_UNREADABLE` (exit code 2).
 */
export async function viewOfFolder(folder: string): Promise<RunView> {
  const stored = await readJson<StoredRun>(join(folder, runFiles.record));
  if (stored?.run === undefined) throw unreadable(folder, "its run.json is damaged, or of an older version");
  try {
    return await replayed(folder, stored);
  } catch (error) {
    if (error instanceof KitError) throw error;
    throw unreadable(folder, `its ${runFiles.ticks} cannot be read (${systemCodeOf(error) ?? String(error)})`, error);
  }
}

async function replayed(folder: string, stored: StoredRun): Promise<RunView> {
  const ticksFile = join(folder, runFiles.ticks);
  const builder = new RunViewBuilder({ stepSeconds: stepFor(await linesIn(ticksFile)) });
  const start = startOf(stored);
  const summary = await readJson<Summary>(join(folder, runFiles.summary));
  const events = storedEventsIn(await readFile(join(folder, runFiles.events), "utf8").catch(() => ""));
  builder.start(start);
  for (const event of events) if ("line" in event) builder.log(event.line);
  const marks = events.flatMap((event) => ("mark" in event ? [event.mark] : []));
  const statistics = await replayTicks(readTicks(ticksFile), { start, marks, builder });
  if (summary === null) builder.enter("failed", unfinished);
  else builder.end({ summary, statistics });
  return builder.view()!;
}

interface Replay {
  readonly start: RunStart;
  readonly marks: readonly HistoryMark[];
  readonly builder: RunViewBuilder;
}

async function replayTicks(ticks: AsyncIterable<Tick>, { start, marks, builder }: Replay): Promise<RunStatistics> {
  let statistics = new RunStatistics();
  let next = 0;
  const pass = (before: number) => {
    for (; next < marks.length && marks[next]!.second <= before; next++) {
      const mark = marks[next]!;
      if (mark.kind === "reset") statistics = new RunStatistics(mark.second);
      builder.mark(mark);
    }
  };
  for await (const tick of ticks) {
    pass(tick.second);
    statistics.add(tick.second * 1000 < start.warmUpMs ? warmUpTick(tick) : tick);
    if (tick.isLate === undefined) builder.tick(tick, statistics, standingOf(start, statistics));
  }
  pass(Number.POSITIVE_INFINITY);
  return statistics;
}

/** Looked at only of the last second, and only where no summary tells better. */
function standingOf({ thresholds }: RunStart, statistics: RunStatistics): RunStanding {
  return {
    get thresholds() {
      return thresholds.map((threshold) => evaluateThreshold(threshold, statistics, statistics.seconds));
    },
    target: null,
  };
}

function startOf(stored: StoredRun): RunStart {
  const { run, thresholds, taskRatio, warmUpMs, ...record } = stored;
  return { run, record, thresholds: thresholds.map(parseThreshold), taskRatio, warmUpMs };
}

/** The step that a live history of so many seconds has come to. */
function stepFor(seconds: number): number {
  return seconds < mostSteps ? 1 : 2 ** (Math.floor(Math.log2(seconds / mostSteps)) + 1);
}

async function linesIn(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return lines;
}

const unfinished = {
  code: "PICKUP_RUN_UNFINISHED",
  message: "The process of this run ended without a summary; what it had stored until then is shown.",
  hint: null,
};

function unreadable(folder: string, reason: string, cause?: unknown): KitError {
  return new KitError("PICKUP_RUN_UNREADABLE", `the run ${basename(folder)} cannot be shown: ${reason}`, {
    hint: "Choose another run; `summary.json` and the CSV files of this one can still be read as they are.",
    cause,
  });
}
