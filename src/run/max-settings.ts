import type { LoadPlan } from "../engine/index.ts";
import { flagNameOf, KitError, type ResolvedOptions } from "../ground/index.ts";
import type { LoadOrder } from "./load-run.ts";
import { MaxFinder, type MaxSettings } from "./max-finder.ts";
import type { loadRunOptions } from "./options.ts";

const startTarget = 10;
const leastRate = 1;
const precision = 0.03;
/** The bracket is sought with measurements of this share of the full length. */
const roughShare = 1 / 3;
/** So many measurements of full length are enough, second chances included. */
const enoughMeasurements = 11;

const otherShapes = ["stages", "arrivalStages", "steps", "spike", "warmUp"] as const;

/**
 * What `--find-max` searches for a dataset of so many users (Infinity without one). Throws KitErrors (exit code 2) for
 * options that do not go with it.
 */
export function maxSettingsOf(options: ResolvedOptions<typeof loadRunOptions>, datasetUsers: number): MaxSettings {
  const { values, origins } = options;
  requireNoOtherShape(options);
  const users = origins.users === "default" ? datasetUsers : values.users;
  if (users === Number.POSITIVE_INFINITY) {
    throw new KitError(
      "PICKUP_USERS_MISSING",
      "--find-max without a dataset needs to know how many users it may take",
      {
        hint: "Say how many at most: --users 500. As a rule, the highest rate times the seconds an answer takes, and more.",
      },
    );
  }
  const seconds = Math.round(values.measureTime / 1000);
  const isRate = values.maxOf === "rate";
  const most = isRate ? Number.POSITIVE_INFINITY : users;
  const start = Math.min(most, (isRate ? values.arrivalRate : undefined) ?? startTarget);
  return {
    of: values.maxOf,
    users,
    spawnRate: origins.spawnRate === "default" ? Number.POSITIVE_INFINITY : values.spawnRate,
    runTimeMs: values.runTime ?? Number.POSITIVE_INFINITY,
    search: {
      start,
      least: Math.min(start, leastRate),
      most,
      precision,
      isWhole: !isRate,
      seconds,
      roughSeconds: Math.max(1, Math.round(seconds * roughShare)),
      enoughSeconds: seconds * enoughMeasurements,
    },
  };
}

function requireNoOtherShape({ origins }: ResolvedOptions<typeof loadRunOptions>): void {
  const found = otherShapes.find((key) => origins[key] !== "default");
  if (found === undefined) return;
  throw new KitError("PICKUP_SHAPE_CONFLICT", `--${flagNameOf(found)} means nothing beside --find-max`, {
    hint: "Leave it out: the search chooses the load. It begins with --arrival-rate and takes at most --users.",
  });
}

/** The plan a search begins with. */
export function firstPlanOf(settings: MaxSettings): LoadPlan {
  return new MaxFinder(settings, [], () => ({ saturated: false, reasons: [] })).plan;
}

/** An order that searches instead of following its plan. Throws `PICKUP_THRESHOLD_MISSING` when nothing is to be met. */
export function withSearch(order: LoadOrder, settings: MaxSettings): LoadOrder {
  if (order.thresholds.length > 0) return { ...order, max: settings, facts: { ...order.facts, users: settings.users } };
  throw new KitError(
    "PICKUP_THRESHOLD_MISSING",
    "--find-max searches the highest load that meets the thresholds, but there is none",
    {
      hint: "Say what must hold: --threshold 'p99<300ms'.",
    },
  );
}
