import { flagNameOf, KitError, origins, type OptionValues, type ResolvedOptions } from "../ground/index.ts";
import { arrivalPlan, constantArrivals } from "./arrival-plan.ts";
import type { shapeOptions } from "./options.ts";
import { type LoadPlan, spawnPlan, type Stage, usersPlan } from "./plan.ts";
import type { Spike } from "./shape-texts.ts";
import { rateStepsPlan, sampledPlan, stagesOf, userStepsPlan, withSpike } from "./shapes.ts";

export interface PlanRequest {
  readonly options: ResolvedOptions<typeof shapeOptions>;
  /** The test file's own function of time: users at a second; null: the run is over. */
  readonly shape: ((seconds: number) => number | null) | undefined;
  /** Of the dataset; Infinity without one. */
  readonly datasetUsers: number;
}

type Key = keyof typeof shapeOptions;

/** The options that choose a shape, `shape` being the test file's function, and those that each one heeds. */
const heeded: { readonly [Shape in ShapeName]: readonly Key[] } = {
  spawn: ["users", "spawnRate", "runTime", "spike"],
  stages: [],
  arrivalRate: ["users", "runTime", "spike"],
  arrivalStages: ["users"],
  steps: ["users", "spawnRate", "stepTime"],
  shape: ["runTime"],
};
const modifiers: readonly Key[] = ["users", "spawnRate", "runTime", "stepTime", "spike"];
const named = ["stages", "arrivalRate", "arrivalStages", "steps"] as const;
type ShapeName = (typeof named)[number] | "shape" | "spawn";

/**
 * The plan that the options and the test file ask for. The shape of the strongest origin counts. Throws
 * `PICKUP_SHAPE_CONFLICT` when two are equally strong or an option does not go with the shape, and
 * `PICKUP_SHAPE_INVALID` for what cannot be run; exit code 2.
 */
export function planOf(request: PlanRequest): LoadPlan {
  const shape = shapeOf(request);
  requireHeeded(request, shape);
  const plan = plans[shape](request);
  const { warmUp, pick } = request.options.values;
  if (plan.kind === "users" && request.datasetUsers === Number.POSITIVE_INFINITY && /uniform|zipf/.test(pick))
    throw invalid(`--pick ${pick} needs a dataset to pick from`, "Nameless users are all alike; leave it out.");
  if (warmUp >= plan.endMs) throw invalid("--warm-up takes the whole run", "Make it shorter than the run.");
  return plan;
}

const plans: { readonly [Shape in ShapeName]: (request: PlanRequest) => LoadPlan & { readonly endMs: number } } = {
  spawn({ options: { values } }) {
    const { users, spawnRate, spike } = values;
    const plan = spawnPlan(users, spawnRate, endOf(values));
    return { ...plan, stages: spiked(plan.stages, spike, "users") };
  },
  stages: ({ options }) => usersPlan(stagesOf(options.values.stages!)),
  arrivalRate(request) {
    const { arrivalRate, spike } = request.options.values;
    const plan = constantArrivals(arrivalRate!, startersOf(request), endOf(request.options.values));
    return { ...plan, stages: spiked(plan.stages, spike, "rate") };
  },
  arrivalStages: (request) => arrivalPlan(stagesOf(request.options.values.arrivalStages!), startersOf(request)),
  steps(request) {
    const { values, origins: from } = request.options;
    const steps = values.steps!;
    if (values.stepTime % 1000 !== 0)
      throw invalid("--step-time is no whole number of seconds", "Statistics are by second.");
    if (steps.of === "rate") return rateStepsPlan(steps, values.stepTime, startersOf(request));
    const isNamed = from.spawnRate !== "default";
    return userStepsPlan(steps, values.stepTime, isNamed ? values.spawnRate : Number.POSITIVE_INFINITY);
  },
  shape({ shape, options }) {
    try {
      return sampledPlan(shape!, endOf(options.values));
    } catch (error) {
      const { message } = error instanceof Error ? error : new Error(String(error));
      throw new KitError("PICKUP_SHAPE_INVALID", `\`shape\` of the test file: ${message}`, {
        hint: "It gives the users at a second, 0 or more, and null when the run is over; or give a --run-time.",
        cause: error,
      });
    }
  },
};

function shapeOf({ options, shape }: PlanRequest): ShapeName {
  const found: { name: ShapeName; strength: number }[] = named
    .filter((name) => options.values[name] !== undefined)
    .map((name) => ({ name, strength: origins.indexOf(options.origins[name]) }));
  if (shape !== undefined) found.push({ name: "shape", strength: origins.indexOf("test-file") });
  const strongest = found.filter(({ strength }) => found.every((other) => other.strength >= strength));
  if (strongest.length < 2) return strongest[0]?.name ?? "spawn";
  const names = strongest.map(({ name }) => labelOf(name)).join(" and ");
  throw new KitError("PICKUP_SHAPE_CONFLICT", `${names} exclude each other: a load has one shape`, {
    hint: "Keep one of them.",
  });
}

/** An option that is named at least as strongly as the shape and means nothing to it is a mistake. */
function requireHeeded({ options }: PlanRequest, shape: ShapeName): void {
  if (shape === "spawn" && options.origins.stepTime === "default") return;
  const strength = origins.indexOf(shape === "shape" || shape === "spawn" ? "test-file" : options.origins[shape]);
  const unheeded = modifiers.filter((key) => {
    const origin = options.origins[key];
    return origin !== "default" && origins.indexOf(origin) <= strength && !heeded[shape].includes(key);
  });
  if (unheeded.length === 0) return;
  const names = unheeded.map(labelOf).join(" and ");
  const heeds = heeded[shape].map(labelOf).join(", ");
  const beside = shape === "spawn" ? "without --steps" : `beside ${labelOf(shape)}`;
  throw new KitError(
    "PICKUP_SHAPE_CONFLICT",
    `${names} ${unheeded.length === 1 ? "means" : "mean"} nothing ${beside}`,
    {
      hint: heeds === "" ? `Leave ${unheeded.length === 1 ? "it" : "them"} out.` : `It goes with ${heeds}.`,
    },
  );
}

/** The users that make the starts of an arrival rate: those asked for, else the whole dataset. */
function startersOf({ options, datasetUsers }: PlanRequest): number {
  if (options.origins.users !== "default") return options.values.users;
  if (datasetUsers < Number.POSITIVE_INFINITY) return datasetUsers;
  throw new KitError("PICKUP_USERS_MISSING", "an arrival rate without a dataset needs to know who makes its starts", {
    hint: "Say how many users at most: --users 500. As a rule, the rate times the seconds an answer takes, and some more.",
  });
}

function endOf({ runTime }: OptionValues<typeof shapeOptions>): number {
  return runTime ?? Number.POSITIVE_INFINITY;
}

function spiked(stages: readonly Stage[], spike: Spike | undefined, of: Spike["of"]): readonly Stage[] {
  if (spike === undefined) return stages;
  if (spike.of === of) return withSpike(stages, spike);
  const wanted = of === "users" ? "a number of users, as 500@30s+10s" : "a rate, as 500/s@30s+10s";
  throw invalid(`--spike must be ${wanted}`, "It is of the same kind as the load around it.");
}

function invalid(message: string, hint: string): KitError {
  return new KitError("PICKUP_SHAPE_INVALID", message, { hint });
}

function labelOf(name: Key | ShapeName): string {
  return name === "shape" ? "`shape` of the test file" : `--${flagNameOf(name)}`;
}
