import { resolve } from "node:path";
import { type LoadPlan, planOf } from "../engine/index.ts";
import { type ExitCode, KitError, type ResolvedOptions } from "../ground/index.ts";
import {
  type Baseline,
  type BaselineComparison,
  GithubAnnotations,
  optionsRecordOf,
  resultObserversOf,
  type RunObserver,
  type RunStart,
  type RunState,
  type RunViewBuilder,
} from "../results/index.ts";
import {
  type Cut,
  firstPlanOf,
  leftOrder,
  type LoadConditions,
  type LoadOrder,
  type LoadResult,
  loadRunOptions,
  type MaxSettings,
  maxSettingsOf,
  type PreparedRun,
  type StackAddresses,
  startLoadTest,
  transportFor,
  withSearch,
} from "../run/index.ts";
import { generatorHealthOf } from "../verdict/index.ts";
import { type NatsSettings, natsSettingsOf } from "../swarm/index.ts";
import { otlpExportOf } from "../web/index.ts";
import { announcedOrder } from "./announced-order.ts";
import { exitCodeBeside, sayComparison } from "./baseline.ts";
import { leakLines } from "./leak-lines.ts";
import { heedKeys } from "./terminal/keys.ts";
import { maxLines } from "./terminal/max-lines.ts";
import { paintFor } from "./terminal/paint.ts";
import { TerminalObserver } from "./terminal/terminal-observer.ts";
import type { NamedTest } from "./test-file-argument.ts";
import { explanationLines, truthLines } from "./verification-lines.ts";
import { versionOfKit } from "./version.ts";
import { say, type World } from "./world.ts";

export interface LoadTestRequest {
  readonly world: World;
  readonly named: NamedTest;
  readonly options: ResolvedOptions<typeof loadRunOptions>;
  /** What the run is held against at its end; null: nothing. */
  readonly baseline: Baseline | null;
  readonly stack: () => Promise<StackAddresses | null>;
}

/** Who else hears of a run, and how many users it may grow to. */
export interface LoadAudience {
  /** `view` is among the run's observers already. */
  readonly observersOf: (start: RunStart, view: RunViewBuilder) => readonly RunObserver[];
  readonly mostUsersOf: (order: LoadOrder) => number;
}

const nobodyElse: LoadAudience = { observersOf: () => [], mostUsersOf: ({ head }) => head.users };

/** A load test that can be started, and what its results will be held against. */
export interface PreparedLoad extends PreparedRun {
  readonly baseline: BaselineComparison | null;
}

/** Runs a load test on this machine's threads, shows it on the terminal and stores its results. */
export async function loadTestHere(request: LoadTestRequest): Promise<ExitCode> {
  const { order, conditions, baseline } = await prepareLoadTest(request);
  const { run, ended } = startLoadTest(order, { ...conditions, onState: yielding(request.world, conditions) });
  const leave = heedKeys(request.world, { adjust: (by) => run.adjust(by) });
  const result = await ended.finally(leave);
  sayResult(request.world, result, baseline);
  return exitCodeBeside(result.verdict.exitCode, baseline);
}

/** Where the users play on threads of this process, they go before what counts and shows them. */
function yielding(world: World, { transport }: LoadConditions): (state: RunState) => void {
  return (state) => {
    if (state === "running" && !transport.isElastic) world.stepAside?.();
  };
}

/** Makes the order of a load test with its workers, its results on disk and its view on the terminal; starts nothing. */
export async function prepareLoadTest(
  request: LoadTestRequest,
  audience: LoadAudience = nobodyElse,
): Promise<PreparedLoad> {
  const { world, options, baseline } = request;
  const { environment, folder, clock, interrupted, stdout } = world;
  const { values } = options;
  const nats = await natsSettingsOf(values, folder);
  const { order, cut } = await orderOrLeft(request, nats);
  if (order.max === undefined && isEndless(order.plan)) {
    say(world, "no --run-time is given: the load runs until it is stopped (Ctrl+C)");
  }
  const places = resultObserversOf({ options: values, baseline, folder, id: order.head.id, environment });
  const notice = (text: string) => say(world, text);
  const terminal = new TerminalObserver({ screen: stdout, environment, resultsIn: places.runFolder });
  const transport = await transportFor(order, {
    nats,
    cut,
    threads: values.workers,
    mostUsers: audience.mostUsersOf(order),
    machines: values.expectWorkers,
    maxBytes: values.natsMaxBytes,
    version: versionOfKit(),
    clock,
    interrupted,
    notice,
  });
  const { head, record, thresholds, taskRatio, warmUpMs } = order;
  const start = { run: { ...head, workers: transport.workers }, record, thresholds, taskRatio, warmUpMs };
  const otlp = otlpExportOf({ environment, clock, warn: (line) => void world.stderr.write(`warning: ${line}\n`) });
  const annotations = values.annotations === "github" ? [new GithubAnnotations(notice)] : [];
  const others = [...(otlp === null ? [] : [otlp]), ...annotations, ...audience.observersOf(start, places.view)];
  const observers = [...places.observers, terminal, ...others];
  return {
    order,
    conditions: { transport, observers, clock, interrupted, cut: world.cut, notice },
    baseline: places.baseline,
  };
}

/** Says what a run came to beside its tables. */
export function sayResult(world: World, result: LoadResult, baseline: BaselineComparison | null): void {
  const { stdout, environment } = world;
  const searchLines = maxLines(result, stdout.columns ?? 120, paintFor(stdout, environment));
  const leaks = leakLines(result.summary.leaks ?? []);
  for (const line of [...explanationLines(result), ...truthLines(result), ...leaks, ...searchLines]) say(world, line);
  if (baseline?.result) sayComparison(world, baseline.result);
}

/** A new order, or that of the run that `--resume` names. */
async function orderOrLeft(
  request: LoadTestRequest,
  nats: NatsSettings | null,
): Promise<{ readonly order: LoadOrder; readonly cut: Cut | null }> {
  const { resume } = request.options.values;
  if (resume === undefined) return { order: await orderOf(request), cut: null };
  if (nats !== null) return leftOrder(nats, resume, resolve(request.world.folder, ".pickup"));
  throw new KitError("PICKUP_OPTION_INVALID", "--resume means nothing without --nats", {
    hint: "Name the NATS server that carries the run; a run on one machine ends with its process.",
  });
}

async function orderOf({ world, named, options, stack }: LoadTestRequest): Promise<LoadOrder> {
  const { values } = options;
  let max: MaxSettings | undefined;
  const order = await announcedOrder(world, {
    ...named,
    needsConfig: named.isBuiltIn,
    options,
    optionsRecord: optionsRecordOf(loadRunOptions, options),
    thresholds: values.threshold,
    planOf(datasetUsers) {
      if (!values.findMax) return planOf({ options, shape: named.test.shape, datasetUsers });
      max = maxSettingsOf({ options, hasShape: named.test.shape !== undefined, datasetUsers });
      return firstPlanOf(max);
    },
    pick: values.pick,
    warmUpMs: values.findMax ? 0 : values.warmUp,
    spawnRate: values.spawnRate,
    writes: values.writes,
    isolation: values.isolation,
    abortsAtLeak: values.abort,
    healthOf: generatorHealthOf,
    stack,
  });
  if (max === undefined) return order;
  if (named.test.shape !== undefined) {
    say(world, "the shape of the test file is set aside: the search chooses the load");
  }
  return withSearch(order, max);
}

function isEndless(plan: LoadPlan): boolean {
  return plan.kind !== "each-once" && plan.endMs === Number.POSITIVE_INFINITY;
}
