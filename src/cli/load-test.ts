import { type LoadPlan, planOf } from "../engine/index.ts";
import type { ResolvedOptions } from "../ground/index.ts";
import { optionsRecordOf, resultObserversOf } from "../results/index.ts";
import {
  firstPlanOf,
  type LoadResult,
  loadRunOptions,
  localWorkers,
  type MaxSettings,
  maxSettingsOf,
  runLoadTest,
  type StackAddresses,
  withSearch,
} from "../run/index.ts";
import { generatorHealthOf } from "../verdict/index.ts";
import { announcedOrder } from "./announced-order.ts";
import { maxLines } from "./terminal/max-lines.ts";
import { paintFor } from "./terminal/paint.ts";
import { TerminalObserver } from "./terminal/terminal-observer.ts";
import type { NamedTest } from "./test-file-argument.ts";
import { explanationLines, truthLines } from "./verification-lines.ts";
import { say, type World } from "./world.ts";

export interface LoadTestRequest {
  readonly world: World;
  readonly named: NamedTest;
  readonly options: ResolvedOptions<typeof loadRunOptions>;
  readonly stack: () => Promise<StackAddresses | null>;
}

/** Runs a load test on this machine's threads, shows it on the terminal and stores its results. */
export async function loadTestHere(request: LoadTestRequest): Promise<LoadResult> {
  const { world, named, options, stack } = request;
  const { environment, folder, clock, interrupted, stdout } = world;
  const { values } = options;
  let max: MaxSettings | undefined;
  const firstOrder = await announcedOrder(world, {
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
    healthOf: generatorHealthOf,
    stack,
  });
  const order = max === undefined ? firstOrder : withSearch(firstOrder, max);
  if (max !== undefined && named.test.shape !== undefined)
    say(world, "the shape of the test file is set aside: the search chooses the load");
  if (max === undefined && isEndless(order.plan)) say(world, "no --run-time is given: the load runs until Ctrl+C");
  const places = resultObserversOf(values, folder, order.head.id);
  const terminal = new TerminalObserver({ screen: stdout, environment, resultsIn: places.runFolder });
  const transport = localWorkers(values.workers, order.head.users);
  const observers = [...places.observers, terminal];
  const result = await runLoadTest(order, { transport, observers, clock, interrupted });
  const searchLines = maxLines(result, stdout.columns ?? 120, paintFor(stdout, environment));
  for (const line of [...explanationLines(result), ...truthLines(result), ...searchLines]) say(world, line);
  return result;
}

function isEndless(plan: LoadPlan): boolean {
  return plan.kind !== "each-once" && plan.endMs === Number.POSITIVE_INFINITY;
}
