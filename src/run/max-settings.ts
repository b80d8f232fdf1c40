import type { LoadPlan } from "../engine/index.ts";
import { flagNameOf, KitError, origins as strongestFirst, type ResolvedOptions } from "../ground/index.ts";
import { healthyGenerator } from "../verdict/index.ts";
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

export interface MaxRequest {
  readonly options: ResolvedOptions<typeof loadRunOptions>;
  /** True when the test file has a function of time for a shape. */
  readonly hasShape: boolean;
  /** Of the dataset; Infinity without one. */
  readonly datasetUsers: number;
}

/**
 * What `--find-max` searches. A shape of a weaker origin is set aside, as by any other shape: a test file that has one
 * can be searched from the command line. Throws KitErrors (exit code 2) for options that do not go with it.
 */
export function maxSettingsOf({ options, hasShape, datasetUsers }: MaxRequest): MaxSettings {
  const { values, origins } = options;
  requireNoOtherShape(options, hasShape);
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

function requireNoOtherShape({ origins }: MaxRequest["options"], hasShape: boolean): void {
  const strength = strongestFirst.indexOf(origins.findMax);
  const found = otherShapes.find((key) => {
    return origins[key] !== "default" && strongestFirst.indexOf(origins[key]) <= strength;
  });
  if (found === undefined && (!hasShape || origins.findMax !== "test-file")) return;
  const label = found === undefined ? "`shape` of the test file" : `--${flagNameOf(found)}`;
  throw new KitError("PICKUP_SHAPE_CONFLICT", `${label} means nothing beside --find-max`, {
    hint: "Leave it out: the search chooses the load. It begins with --arrival-rate and takes at most --users.",
  });
}

/** The plan a search begins with. */
export function firstPlanOf(settings: MaxSettings): LoadPlan {
  return new MaxFinder(settings, [], () => healthyGenerator).plan;
}

/** An order that searches instead of following its plan. Throws `PICKUP_THRESHOLD_MISSING` when nothing is to be met. */
export function withSearch(order: LoadOrder, settings: MaxSettings): LoadOrder {
  const head: LoadOrder["head"] = { ...order.head, users: settings.users, editable: "nothing", plannedSeconds: null };
  if (order.thresholds.length > 0) return { ...order, max: settings, head };
  throw new KitError(
    "PICKUP_THRESHOLD_MISSING",
    "--find-max searches the highest load that meets the thresholds, but there is none",
    {
      hint: "Say what must hold: --threshold 'p99<300ms'.",
    },
  );
}
