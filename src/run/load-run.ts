import { pickupDataset } from "../dataset/index.ts";
import { type LoadPlan, peakUsersOf, type UsersPlan } from "../engine/index.ts";
import { type Clock, KitError, plural } from "../ground/index.ts";
import {
  type AnyLoadTest,
  type Dataset,
  type LoadInput,
  type LoadReport,
  type LoadShare,
  type Run,
} from "../loadtest/index.ts";
import {
  type RunFacts,
  type RunObserver,
  RunObservers,
  type RunRecord,
  type Summary,
  summaryOf,
} from "../results/index.ts";
import { mergeTicks, RunStatistics, StepStatistics, type Tick, warmUpTick } from "../stats/index.ts";
import { Coordinator, type Transport } from "../swarm/index.ts";
import { tokenSource } from "../tokens/index.ts";
import {
  type GeneratorHealth,
  type Threshold,
  ThresholdWatch,
  type Verdict,
  verdictOf,
  type WatchedPlan,
} from "../verdict/index.ts";
import { type Evidence, EvidenceBook, explain, requireSomethingOwed } from "../verification/index.ts";
import { MaxFinder, type MaxSettings } from "./max-finder.ts";
import { requireReachableApi } from "./reachable-api.ts";
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
  /** Judges the generator itself; a pass that measures nothing may leave it be. */
  readonly healthOf: (statistics: RunStatistics) => GeneratorHealth;
  readonly facts: Omit<RunFacts, "workers">;
  readonly record: RunRecord;
}

/** The world a run happens in. Modes differ by these and by nothing inside the run. */
export interface LoadConditions {
  readonly transport: Transport;
  readonly observers: readonly RunObserver[];
  readonly clock: Clock;
  /** Aborted with the signal's name: the run ends early and keeps its results. */
  readonly interrupted: AbortSignal;
}

export interface LoadResult {
  readonly summary: Summary;
  readonly verdict: Verdict;
  readonly statistics: RunStatistics;
  /** What became of the compared answers, and which settings of the service would explain the wrong ones. */
  readonly evidence: Evidence;
  readonly explanation: string | null;
  /** What a search for the highest load found; null: the run was none. */
  readonly max: Pick<MaxFinder, "best" | "measured" | "isCapped" | "nameOf"> | null;
}

/**
 * Runs a load test from its order to its verdict. Throws KitErrors of bad input before the first request, and leaves
 * nothing behind then; once the load has begun its results are written whatever happens, also when a worker fails, and
 * only then is that error thrown.
 */
export async function runLoadTest(order: LoadOrder, conditions: LoadConditions): Promise<LoadResult> {
  const state = new LoadState(order, conditions);
  try {
    await runSteps(steps, closingSteps, state);
  } finally {
    order.dataset?.close?.();
    await conditions.transport.close();
  }
  return state.result!;
}

const steps: readonly Step<LoadState>[] = [
  { name: "check that the dataset has enough users", run: requireEnoughUsers },
  { name: "check that something is owed", run: requireExpectation },
  { name: "reach the API", run: reachApi },
  { name: "ask for a first token", run: askForToken },
  { name: "open the results", run: openResults },
  { name: "set up the test", run: setUp },
  { name: "prepare the workers", run: prepareWorkers },
  { name: "run the load", run: runLoad },
];

/** The results are safe before the test's own code runs again. */
const closingSteps: readonly ClosingStep<LoadState>[] = [
  { name: "conclude", isDue: (state) => state.opened, run: conclude },
  { name: "tear down the test", isDue: (state) => state.isSetUp, run: undoSetUp },
];

class LoadState {
  readonly order: LoadOrder;
  readonly conditions: LoadConditions;
  readonly observers: RunObservers;
  readonly facts: RunFacts;
  readonly statistics = new RunStatistics();
  readonly evidence = new EvidenceBook();
  readonly watch: ThresholdWatch;
  readonly steps: StepStatistics;
  readonly finder: MaxFinder | null;
  opened = false;
  isSetUp = false;
  stopping = false;
  shared: unknown;
  coordinator: Coordinator<LoadShare, LoadReport> | undefined;
  startMs: number | undefined;
  endMs: number | undefined;
  result: LoadResult | undefined;

  constructor(order: LoadOrder, conditions: LoadConditions) {
    this.order = order;
    this.conditions = conditions;
    this.observers = new RunObservers(conditions.observers);
    const watched = watchedPlanOf(order.plan);
    this.watch = new ThresholdWatch(order.thresholds, watched);
    this.steps = new StepStatistics(watched.steps);
    this.finder = order.max === undefined ? null : new MaxFinder(order.max, order.thresholds, order.healthOf);
    this.facts = { ...order.facts, workers: conditions.transport.workers };
  }
}

function watchedPlanOf(plan: LoadPlan): WatchedPlan & Pick<UsersPlan, "steps"> {
  return plan.kind === "each-once" ? { steps: [], endMs: Number.POSITIVE_INFINITY } : plan;
}

function requireEnoughUsers({ order }: LoadState): void {
  const wanted = order.max?.users ?? peakUsersOf(order.plan);
  const held = order.dataset?.users ?? Number.POSITIVE_INFINITY;
  if (wanted <= held) return;
  throw new KitError(
    "PICKUP_TOO_FEW_USERS",
    `${plural(wanted, "virtual user")} wanted, but the dataset has ${plural(held, "user")}, and no two may share one`,
    {
      hint:
        order.input.config === null
          ? "Use fewer --users, or let the dataset of the test file have more."
          : `Use --users ${held} or fewer, or make a larger config: pickup config ${wanted}.`,
    },
  );
}

function requireExpectation({ order, conditions }: LoadState): void {
  const { config } = order.input;
  if (config !== null) requireSomethingOwed(config, order.input.settings, conditions.clock.wallNow());
}

function reachApi({ order, conditions }: LoadState): Promise<void> {
  return requireReachableApi(order.input.host, order.input.http, conditions.clock);
}

/** A dead token service or wrong credentials show here, in one line, and not as a run of failing users. */
async function askForToken({ order, conditions }: LoadState): Promise<void> {
  const { tokens, http } = order.input;
  const needed = Object.values(order.test.users).some(({ bearer }) => bearer !== undefined);
  if (tokens.kind === "none" || !needed) return;
  const source = tokenSource(tokens, conditions.clock, http);
  try {
    await source.fetch(order.dataset?.idOf(0) ?? "user-0");
  } finally {
    source.close?.();
  }
}

async function openResults(state: LoadState): Promise<void> {
  await state.observers.start({ run: state.facts, record: state.order.record });
  state.opened = true;
}

async function setUp(state: LoadState): Promise<void> {
  const { test, input } = state.order;
  state.shared = await sharedOf(test, runOf(state), input.testFile);
  state.isSetUp = true;
}

async function undoSetUp(state: LoadState): Promise<void> {
  const { test, input } = state.order;
  await tearDown(test, runOf(state), state.shared, input.testFile);
}

function runOf({ order: { facts, input } }: LoadState): Run {
  return { id: facts.id, host: input.host, users: facts.users };
}

async function prepareWorkers(state: LoadState): Promise<void> {
  const { order, conditions, shared } = state;
  state.coordinator = await Coordinator.prepare<LoadShare, LoadReport>(
    {
      job: "load",
      input: { ...order.input, shared } satisfies LoadInput,
      shareOf: shareOf(state.finder?.plan ?? order.plan),
      onStart: (startMs) => (state.startMs = startMs),
      onReports: (_second, reports) => addReports(state, reports),
    },
    conditions.transport,
    conditions.clock,
  );
}

/** Each worker's share of a plan. */
function shareOf(plan: LoadPlan): (index: number, of: number) => LoadShare {
  return (index, of) => ({ plan, slice: { index, of } });
}

function addReports(state: LoadState, reports: readonly LoadReport[]): void {
  const { statistics, evidence, observers, watch } = state;
  const tick = mergeTicks(reports.map((report) => report.tick));
  for (const report of reports) evidence.add(report.evidence);
  const isWarmUp = tick.second * 1000 < state.order.warmUpMs;
  statistics.add(isWarmUp ? warmUpTick(tick) : tick);
  if (!isWarmUp) state.steps.add(tick);
  if (state.finder === null && !isWarmUp) watch.add(tick, statistics);
  observers.tick(tick, statistics);
  if (state.finder !== null) follow(state.finder, tick, state);
  if (watch.abortedBy !== null) stopOnce(state);
}

function follow(finder: MaxFinder, tick: Tick, state: LoadState): void {
  if (state.stopping) return;
  const action = finder.add(tick);
  if (action?.kind === "over") stopOnce(state);
  else if (action !== null) state.coordinator!.retarget(shareOf(action.plan));
}

/** Ends the load before its time; what is in flight may take as long as at its planned end. */
function stopOnce(state: LoadState): void {
  if (state.stopping) return;
  state.stopping = true;
  state.watch.end();
  state.coordinator!.stop(state.order.input.stopTimeoutMs);
}

async function runLoad(state: LoadState): Promise<void> {
  const { interrupted, clock } = state.conditions;
  const coordinator = state.coordinator!;
  const stop = () => stopOnce(state);
  interrupted.addEventListener("abort", stop, { once: true });
  if (interrupted.aborted) stop();
  try {
    await coordinator.run();
  } finally {
    interrupted.removeEventListener("abort", stop);
    state.endMs = clock.now();
  }
}

async function conclude(state: LoadState): Promise<void> {
  const { order, conditions, statistics, startMs, endMs, facts, watch, finder } = state;
  if (startMs === undefined || endMs === undefined) return state.observers.abandon();
  const durationSeconds = Math.max(0, endMs - startMs - Math.ceil(order.warmUpMs / 1000) * 1000) / 1000;
  // A search is judged by the load it found: the others were meant to be too much.
  const found = finder === null ? null : (finder.best ?? finder.measured.at(-1) ?? null);
  const judged = found?.statistics ?? statistics;
  const generator = order.healthOf(judged);
  const verdict = verdictOf({
    statistics: judged,
    durationSeconds: found?.seconds ?? durationSeconds,
    thresholds: order.thresholds,
    ...(finder === null ? { watch } : {}),
    generator,
    foreignAnswers: state.evidence.total.reasons["other-user"],
    interruptedBy: conditions.interrupted.aborted ? (conditions.interrupted.reason as "SIGINT" | "SIGTERM") : null,
  });
  const steps = finder?.steps ?? state.steps.results;
  const summary = summaryOf({ run: facts, statistics, durationSeconds, verdict, generator, steps });
  const evidence = state.evidence.total;
  state.result = { summary, verdict, statistics, evidence, explanation: explanationOf(order, evidence), max: finder };
  await state.observers.end({ summary, verdict, statistics });
}

function explanationOf({ input: { config, settings } }: LoadOrder, evidence: Evidence): string | null {
  return config === null || evidence.wrong === 0 ? null : explain(evidence, pickupDataset(config), settings);
}
