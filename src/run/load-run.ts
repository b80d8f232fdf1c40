import type { LoadPlan } from "../engine/index.ts";
import { type Clock, KitError } from "../ground/index.ts";
import {
  type AnyLoadTest,
  type AskedUsers,
  type Dataset,
  type LoadInput,
  type LoadReport,
  type LoadShare,
} from "../loadtest/index.ts";
import {
  type RunHead,
  type RunObserver,
  type RunRecord,
  type RunState,
  type Summary,
  type TaskRatio,
} from "../results/index.ts";
import { type RunStatistics, sumTicks, type Tick, unpackTick, warmUpTick } from "../stats/index.ts";
import { Coordinator, type Transport } from "../swarm/index.ts";
import type { GeneratorHealth, Threshold, Verdict } from "../verdict/index.ts";
import { type Evidence, mergeEvidence } from "../verification/index.ts";
import { conclusionOf } from "./conclusion.ts";
import { explanationOf } from "./explanation-of.ts";
import { askForToken, reachApi, requireEnoughUsers, requireExpectation } from "./first-checks.ts";
import { leaksOf } from "./leaks.ts";
import { LiveRun, type RunNote, shareOf } from "./live-run.ts";
import type { MaxFinder, MaxSettings } from "./max-finder.ts";
import { sharedOf } from "./shared-value.ts";
import { type ClosingStep, runSteps, type Step } from "./steps.ts";
import { tearDown } from "./tear-down.ts";

/** A run as it was ordered: what to run, how much of it, and what to judge it by. */
export interface LoadOrder {
  readonly test: AnyLoadTest;
  /** Null: any number of nameless users. */
  readonly dataset: Dataset<unknown> | null;
  readonly plan: LoadPlan;
  readonly input: Omit<LoadInput, "shared">;
  readonly thresholds: readonly Threshold[];
  /** The run searches the highest load that meets the thresholds, from the plan of a {@link MaxFinder} on. */
  readonly max?: MaxSettings;
  /** What ends within so long after the start is left out of the statistics, by whole seconds. */
  readonly warmUpMs: number;
  /** The run ends when an answer or a probe was given what belongs to somebody else. */
  readonly abortsAtLeak: boolean;
  /** Judges the generator itself; a pass that measures nothing may leave it be. */
  readonly healthOf: (statistics: RunStatistics) => GeneratorHealth;
  readonly head: Omit<RunHead, "workers">;
  /** Users started or stopped per second when their number is changed while the run goes on. */
  readonly spawnRate: number;
  readonly taskRatio: TaskRatio;
  readonly record: RunRecord;
  /** The run is under way, led by another process until now; `shared`: what the test's `setup` returned there. */
  readonly takenOver?: { readonly shared: unknown };
}

/** The world a run happens in. Modes differ by these and by nothing inside the run. */
export interface LoadConditions {
  readonly transport: Transport;
  readonly observers: readonly RunObserver[];
  readonly clock: Clock;
  /** Aborted with the signal's name: the run ends early and keeps its results. */
  readonly interrupted: AbortSignal;
  /** Aborted right before the process ends, whatever goes on: what can be kept at once is kept. */
  readonly cut?: AbortSignal | undefined;
  /** Told, in words, of what takes long. */
  readonly notice?: (text: string) => void;
  /** Told when the run goes from one state to another. */
  readonly onState?: (state: RunState) => void;
}

export interface LoadResult {
  readonly summary: Summary;
  readonly verdict: Verdict;
  readonly statistics: RunStatistics;
  /** What became of the compared answers, and which settings of the service would explain the wrong ones. */
  readonly evidence: Evidence;
  readonly explanation: string | null;
  /** Of a pass over the users: who was asked. */
  readonly asked: AskedUsers;
  /** What a search for the highest load found; null: the run was none. */
  readonly max: Pick<MaxFinder, "best" | "measured" | "isCapped" | "nameOf"> | null;
}

/** A run that has begun: it can be watched and changed, and `ended` tells what it came to. */
export interface StartedRun {
  readonly run: Pick<LiveRun, "head" | "state" | "summary" | "isConcluded" | "stop" | "edit" | "adjust" | "reset">;
  /** Fails as {@link runLoadTest} does. */
  readonly ended: Promise<LoadResult>;
}

/**
 * Runs a load test from its order to its verdict. Throws KitErrors of bad input before the first request, and leaves
 * nothing behind then; once the load has begun its results are written whatever happens, also when a worker fails, and
 * only then is that error thrown.
 */
export function runLoadTest(order: LoadOrder, conditions: LoadConditions): Promise<LoadResult> {
  return startLoadTest(order, conditions).ended;
}

/** Begins what {@link runLoadTest} does, and hands out the run while it goes on. */
export function startLoadTest(order: LoadOrder, conditions: LoadConditions): StartedRun {
  const run = new LiveRun(order, conditions);
  return { run, ended: resultOf(run) };
}

async function resultOf(run: LiveRun): Promise<LoadResult> {
  const { cut } = run.conditions;
  const keep = () => keepAtOnce(run);
  cut?.addEventListener("abort", keep, { once: true });
  try {
    await runSteps(run.order.takenOver === undefined ? steps : takeOverSteps, closingSteps, run);
  } catch (error) {
    run.enter("failed");
    throw error;
  } finally {
    cut?.removeEventListener("abort", keep);
    run.order.dataset?.close?.();
    await run.conditions.transport.close();
  }
  run.enter("ended");
  return run.result!;
}

const steps: readonly Step<LiveRun>[] = [
  { name: "check that the dataset has enough users", run: requireEnoughUsers },
  { name: "check that something is owed", run: requireExpectation },
  { name: "reach the API", run: reachApi },
  { name: "ask for a first token", run: askForToken },
  { name: "open the results", run: openResults },
  { name: "set up the test", run: setUp },
  { name: "prepare the workers", run: prepareWorkers },
  { name: "run the load", run: runLoad },
];

/** Of a run that another process led until now: nothing of it begins again. */
const takeOverSteps: readonly Step<LiveRun>[] = [
  { name: "open the results", run: openResults },
  { name: "take over the set-up", run: takeOverSetUp },
  { name: "take over the workers", run: prepareWorkers },
  { name: "run the load", run: runLoad },
];

/** The results are safe before the test's own code runs again. Of a run that was taken over nothing is touched. */
const closingSteps: readonly ClosingStep<LiveRun>[] = [
  { name: "conclude", isDue: (state) => state.opened && !state.isGivenUp, run: conclude },
  { name: "leave the results", isDue: (state) => state.opened && state.isGivenUp, run: leaveResults },
  { name: "tear down the test", isDue: (state) => state.isSetUp && !state.isGivenUp, run: undoSetUp },
];

async function openResults(state: LiveRun): Promise<void> {
  const { thresholds, taskRatio, warmUpMs, record } = state.order;
  const isTakenOver = state.order.takenOver !== undefined;
  await state.observers.start({ run: state.head, record, thresholds, taskRatio, warmUpMs, isTakenOver });
  state.opened = true;
}

async function setUp(state: LiveRun): Promise<void> {
  const { test, input } = state.order;
  state.shared = await sharedOf(test, state.run, input.testFile);
  state.isSetUp = true;
}

function takeOverSetUp(state: LiveRun): void {
  state.shared = state.order.takenOver!.shared;
  state.isSetUp = true;
}

async function undoSetUp(state: LiveRun): Promise<void> {
  const { test, input } = state.order;
  await tearDown(test, state.run, state.shared, input.testFile);
}

async function prepareWorkers(state: LiveRun): Promise<void> {
  const { order, conditions, shared } = state;
  const prepared = Coordinator.prepare<LoadShare, LoadReport>(
    {
      job: "load",
      input: { ...order.input, shared } satisfies LoadInput,
      shareOf: (parts) => shareOf(state.plan)(parts),
      merged: mergeReports,
      onStart(startMs) {
        state.startMs = startMs;
        state.enter("running");
      },
      onReports: (_second, reports) => reports.forEach((report) => addReport(state, report)),
      onLateReport: (_second, report) => addLateReport(state, report),
      onLost: (loss) => state.lose(loss),
      onNote: (note) => state.doAgain(note as RunNote),
    },
    conditions.transport,
    conditions.clock,
  );
  state.coordinator = await leading(state, prepared);
}

/** Waits for work of the coordinator; it may learn meanwhile that another process leads the run. */
async function leading<Result>(state: LiveRun, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    state.isGivenUp = error instanceof KitError && error.code === "PICKUP_RUN_TAKEN_OVER";
    throw error;
  }
}

function mergeReports(reports: readonly LoadReport[]): LoadReport {
  return {
    tick: sumTicks(reports.map(({ tick }) => tick)),
    evidence: reports.map(({ evidence }) => evidence).reduce(mergeEvidence),
    asked: reports.flatMap(({ asked }) => asked),
  };
}

function addReport(state: LiveRun, { tick: packed, evidence: found, asked }: LoadReport): void {
  const { statistics, evidence, observers, watch } = state;
  observers.catchUp();
  const tick = unpackTick(packed);
  evidence.add(found);
  state.asked.add(asked);
  const isWarmUp = tick.second * 1000 < state.order.warmUpMs;
  statistics.add(isWarmUp ? warmUpTick(tick) : tick);
  if (!isWarmUp) state.steps.add(tick);
  if (state.finder === null && !isWarmUp) watch.add(tick, statistics);
  observers.tick(tick, statistics, state.standingAt(tick.second));
  if (isWarmUp && (tick.second + 1) * 1000 >= state.order.warmUpMs) state.mark("warm-up", "warm-up over");
  if (state.order.abortsAtLeak && state.leaks > 0) state.stop("ended by a leak between users");
  if (state.finder !== null) follow(state.finder, tick, state);
  if (watch.abortedBy !== null) state.stop(`ended by the threshold ${watch.abortedBy.expression}`);
}

/** Thresholds and steps were judged without it; the figures of the whole run hold it. */
function addLateReport({ statistics, evidence, asked, observers, order }: LiveRun, report: LoadReport): void {
  observers.catchUp();
  const tick: Tick = { ...unpackTick(report.tick), isLate: true };
  evidence.add(report.evidence);
  asked.add(report.asked);
  statistics.add(tick.second * 1000 < order.warmUpMs ? warmUpTick(tick) : tick);
  observers.late(tick, statistics);
}

function follow(finder: MaxFinder, tick: Tick, state: LiveRun): void {
  if (state.state !== "running") return;
  const action = finder.add(tick);
  if (action?.kind === "over") state.stop("the search is over");
  else if (action !== null) state.retarget(action.plan);
}

async function runLoad(state: LiveRun): Promise<void> {
  const { interrupted, clock } = state.conditions;
  const coordinator = state.coordinator!;
  const stop = () => state.stop(`ended by ${String(interrupted.reason)}`);
  interrupted.addEventListener("abort", stop, { once: true });
  const isStopped = state.state === "stopping";
  const over = coordinator.run();
  if (interrupted.aborted) stop();
  else if (isStopped) coordinator.stop(state.order.input.stopTimeoutMs);
  try {
    await leading(state, over);
  } finally {
    interrupted.removeEventListener("abort", stop);
    state.endMs = clock.now();
  }
}

async function conclude(state: LiveRun): Promise<void> {
  const { order, statistics, startMs, endMs, finder } = state;
  if (startMs === undefined || endMs === undefined) return state.observers.abandon();
  const { summary: judged, verdict } = conclusionOf(state, startMs, endMs);
  const evidence = state.evidence.total;
  const leaks = await leaksOf(order, evidence, state.conditions);
  const summary = leaks.length === 0 ? judged : { ...judged, leaks };
  state.result = {
    summary,
    verdict,
    statistics,
    evidence,
    explanation: explanationOf(order, evidence),
    max: finder,
    asked: state.asked,
  };
  await state.observers.end({ summary, verdict, statistics });
}

function leaveResults(state: LiveRun): Promise<void> {
  return state.observers.leave();
}

function keepAtOnce(state: LiveRun): void {
  const { startMs, result, statistics, conditions, observers } = state;
  if (!state.opened || state.isGivenUp || startMs === undefined || result !== undefined) return;
  observers.cut({ ...conclusionOf(state, startMs, state.endMs ?? conditions.clock.now()), statistics });
}
